// The two parts of undici that the gateway uses; its main file would bring all of them.
exports.Client = require('undici/lib/dispatcher/client.js');
exports.buildConnector = require('undici/lib/core/connect.js');
