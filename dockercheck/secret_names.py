"""Names that say that something is secret: of files, and of variables."""

import re

_FILE_NAMES = frozenset(
    [
        ".env",
        ".git-credentials",
        ".htpasswd",
        ".netrc",
        ".npmrc",
        ".pgpass",
        ".pypirc",
        ".s3cfg",
        ".vault-token",
        ".yarnrc.yml",
        "_netrc",
        "auth.json",
        "credentials",
        "credentials.json",
        "credentials.yml",
        "gcp-key.json",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "id_rsa",
        "kubeconfig",
        "secret.json",
        "secret.key",
        "secrets",
        "secrets.env",
        "secrets.json",
        "secrets.toml",
        "secrets.yaml",
        "secrets.yml",
        "service-account.json",
        "serviceaccount.json",
        "token",
        "token.txt",
        "nuget.config",
        "pip.conf",
        "settings-security.xml",
    ]
)
_SUFFIXES = (".jks", ".kdbx", ".key", ".keystore", ".p12", ".pem", ".pfx", ".ppk")
# The public half of a pair, and a certificate, may be read by everybody.
_PUBLIC = re.compile(
    r"(?:^|[^a-z])(?:bundle|ca|cacerts|cert|certs|chain|fullchain|pub|public)", re.IGNORECASE
)
_SAMPLE = re.compile(r"(?:example|sample|template|dist|default|defaults|test|ci)$", re.IGNORECASE)
_FOLDERS = frozenset({".aws", ".gnupg", ".kube", ".ssh"})
_FOLDER_EXCEPTIONS = frozenset({"known_hosts", "config", "authorized_keys"})

_WORDS = "apikey|auth|credentials?|key|pass|passphrase|password|pat|pword|passwd|pwd|secret|token"
_SECRET = re.compile(
    rf"(?:_|^)(?:{_WORDS})(?:_(?:value|string|base|json|base64|b64))?$", re.IGNORECASE
)
_NOT_SECRET = re.compile(
    r"(?:_|^)(?:apt|cache|file|fingerprint|gpg|host|id|key_?id|keyring|path|pgp|primary|public|"
    r"release|repo|rpm|signing|site|sort|ssh_auth|url|version)(?:_|$)",
    re.IGNORECASE,
)
_FINGERPRINT = re.compile(r"(?:0x)?(?:[0-9A-F]{16}|(?:[0-9A-F]{4} *){10})\Z")
_PLACEHOLDER = re.compile(
    r"\A\W*\Z|change.?me|dummy|example|fake|not.?(?:a.?)?(?:real|secret|used)|placeholder|"
    r"build.?(?:time|only)?\Z|\A(?:test|none|null|unused|x+|true|false|[0-9])\Z",
    re.IGNORECASE,
)


def is_secret_file(path: str) -> bool:
    """Whether a file with this name usually holds a secret."""
    folder, _, name = path.rstrip("/").rpartition("/")
    lower = name.lower()
    if lower in _FILE_NAMES:
        return True
    if folder.rpartition("/")[2] in _FOLDERS:
        return lower not in _FOLDER_EXCEPTIONS and not lower.endswith(".pub")
    if lower in _FOLDERS:
        return True
    if lower.startswith(".env."):
        return not _SAMPLE.search(lower)
    return lower.endswith(_SUFFIXES) and not _PUBLIC.search(lower)


def is_secret_variable(name: str, value: str | None = None) -> bool:
    """Whether a variable with this name, and this value where it has one, holds a secret."""
    if not _SECRET.search(name) or _NOT_SECRET.search(name):
        return False
    if not value:
        return True
    return not (_PLACEHOLDER.search(value) or _FINGERPRINT.match(value))
