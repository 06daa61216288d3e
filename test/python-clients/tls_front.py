"""TLS before the local cloud, which speaks none: botocore sends a bearer token over nothing else."""

import contextlib
import socket
import ssl
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlsplit

import trustme


class TlsFront:
    def __init__(self, url):
        self._upstream = urlsplit(url)
        authority = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self._context)
        self._folder = tempfile.TemporaryDirectory()
        self.authority_file = str(Path(self._folder.name) / "authority.pem")
        authority.cert_pem.write_to_path(self.authority_file)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}{self._upstream.path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()
        self._folder.cleanup()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection, self._context.wrap_socket(connection, server_side=True) as caller:
            with socket.create_connection((self._upstream.hostname, self._upstream.port)) as gateway:
                answers = threading.Thread(target=pump, args=[gateway, caller], daemon=True)
                answers.start()
                pump(caller, gateway)
                answers.join()


def pump(source, sink):
    """Whichever side leaves, the other one is told."""
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
