"""A self-signed certificate, made for each run of the tests."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = x509.IPAddress(ip_address("127.0.0.1"))


def self_signed(directory: Path, *names: x509.GeneralName, named: bool = True) -> ssl.SSLContext:
    """Return a server's context for `names` (127.0.0.1 if none is given), valid for two days.

    With `named` false it has only a common name. `directory`/server.pem contains certificate and key: a
    client that has to trust it sets SSL_CERT_FILE to that file.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    # Of two trusted certificates with the same name, OpenSSL would find only one.
    called = ((NameOID.COMMON_NAME, "127.0.0.1"), (NameOID.SERIAL_NUMBER, f"{x509.random_serial_number():x}"))
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in called])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    if named:
        builder = builder.add_extension(x509.SubjectAlternativeName(names or (LOOPBACK,)), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (directory / "server.pem").write_bytes(certificate.public_bytes(pem) + plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.pem")
    return context
