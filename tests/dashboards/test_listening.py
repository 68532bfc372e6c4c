"""What is written to a connection leaves at once, also where the server made its socket without a number."""

import socket

from dashboards import listening


def test_connections_send_at_once_though_asyncio_would_not_see_to_it() -> None:
    with socket.socket(socket.AF_INET) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert listening.send_at_once() >= 1
        with socket.create_connection(server.getsockname()):
            end, _ = server.accept()
            with end:
                assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
