// Stands in for undici's HTTP/2, which the gateway does not ask for: loading Node's own would take a fifth of a cold start.
module.exports = () => {
  throw new Error('the gateway speaks HTTP/1.1');
};
