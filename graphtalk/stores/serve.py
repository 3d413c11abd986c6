"""The embedded store over Bolt on this machine, so that Neo4j's tools and drivers can ask it.

The engine's own server opens the store's folder in this process. It is given one user, who may read and no more: the
engine refuses every write and every change of the schema, whatever the client sends.
"""

import base64
import hashlib
import json
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from arcadedb import ArcadeDBError, create_server

from graphtalk.errors import StoreError, UsageError
from graphtalk.stores.embedded import EmbeddedStore, words

__all__ = ["DATABASE", "HOST", "PORT", "serve_store"]

HOST, PORT = "127.0.0.1", 7687  # the port where Neo4j's tools look first
DATABASE = "graphtalk"
BOLT = "Bolt:com.arcadedb.bolt.BoltProtocolPlugin"
ADMIN = "root"  # the engine insists on this user; its password is thrown away
ROUNDS = 65_536  # of PBKDF2, the engine's own number
EVERYTHING = ("createRecord", "readRecord", "updateRecord", "deleteRecord")


@contextmanager
def serve_store(address: str, *, user: str, password: str, port: int = PORT) -> Iterator[str]:
    """Serve an embedded store while the context lasts, on the loopback interface only.

    Args:
        address: The store's folder.
        user: Name for the login.
        password: Password for the login.
        port: TCP port for Bolt; 0 takes a free one.

    Yields:
        The address for drivers, `bolt://127.0.0.1:7687`.

    Raises:
        StoreError: There is no store, another process has it open, or the server does not start.
        UsageError: The address is no folder, the port is taken, or the user's name is the engine's own.
    """
    if "://" in address or address == ":memory:":
        raise UsageError(f"{address} is no folder: serve opens an embedded store; a Neo4j server speaks Bolt by itself")
    if user == ADMIN:
        raise UsageError(f"the user {ADMIN} is the engine's own: set NEO4J_USERNAME to another name")
    EmbeddedStore(address, create=False).close()  # is it there, free, sound and of a version that we know?
    port = free_port(port)
    with tempfile.TemporaryDirectory(prefix="graphtalk-serve-") as home:
        prepare_home(Path(home), Path(address).expanduser().absolute(), user, password)
        settings = {
            "mode": "development",  # its other mode conceals from clients what is wrong with their query
            "host": HOST,
            "http_port": 0,  # the engine always has one, here a free one; it asks for the same login
            "server_plugins": BOLT,
            "bolt_host": HOST,
            "bolt_port": port,
            "bolt_defaultDatabase": DATABASE,
        }
        server = create_server(home, None, config=settings)
        try:
            server.start()
        except ArcadeDBError as error:
            raise StoreError(f"the store at {address} cannot be served: {words(error)}") from error
        try:
            yield f"bolt://{HOST}:{port}"
        finally:
            server.stop()


def free_port(port: int) -> int:
    """Return a port on which nothing listens: the one that is asked for, or any for 0.

    Raises:
        UsageError: Something listens on it.
    """
    with socket.socket() as probe:
        if os.name != "nt":  # there it would let two programs listen at once
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UsageError(f"port {port} cannot be had ({error.strerror}): choose another one with --port") from error
        return int(probe.getsockname()[1])


def prepare_home(home: Path, folder: Path, user: str, password: str) -> None:
    """Fill the server's folder: the store by a link, and who may do what.

    Raises:
        StoreError: The system makes no links.
    """
    (home / "databases").mkdir()
    try:
        (home / "databases" / DATABASE).symlink_to(folder, target_is_directory=True)
    except OSError as error:
        raise StoreError(f"no link to {folder} can be made ({error}): allow symbolic links to this user") from error
    groups = {
        "admin": group(("updateSecurity", "updateSchema", "updateDatabaseSettings"), EVERYTHING),
        "reader": group((), ("readRecord",)),
        "*": group((), ()),
    }
    users = [
        {"name": ADMIN, "databases": {"*": ["admin"]}, "password": hashed(secrets.token_urlsafe(32))},
        {"name": user, "databases": {DATABASE: ["reader"]}, "password": hashed(password)},
    ]
    config = home / "config"
    config.mkdir()
    rights = {"databases": {"*": {"groups": groups}}, "version": 2}
    (config / "server-groups.json").write_text(json.dumps(rights), encoding="utf-8")
    (config / "server-users.jsonl").write_text("".join(f"{json.dumps(user)}\n" for user in users), encoding="utf-8")


def group(rights: Sequence[str], on_records: Sequence[str]) -> dict[str, object]:
    """Return a group of users as the engine writes it: rights on a database, and on the records of all types."""
    return {"resultSetLimit": -1, "readTimeout": -1, "access": rights, "types": {"*": {"access": on_records}}}


def hashed(password: str) -> str:
    """Return a password as the engine keeps it; the salt is taken as the text that stands there, not decoded."""
    salt = base64.b64encode(secrets.token_bytes(32))
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS, 32)
    return f"PBKDF2WithHmacSHA256${ROUNDS}${salt.decode()}${base64.b64encode(digest).decode()}"
