"""A client of the standard edition that shares nothing with the SDK or the mock.

Python 3 standard library and the openssl program only. It is what an ERP team would write from the vendor's pages:
sign with hashlib, encrypt with `openssl enc`, send with urllib. No header or field of ours is used.
"""

import base64
import hashlib
import hmac
import json
import random
import subprocess
import time
import urllib.parse
import urllib.request


class Refused(Exception):
    """The cloud answered with another errcode than 0000."""

    def __init__(self, answer):
        super().__init__(f"{answer.get('errcode')} {answer.get('description')}")
        self.errcode = answer.get("errcode")
        self.description = answer.get("description")
        self.answer = answer


def sign(client_id, client_secret, timestamp, enc_type):
    """0 MD5, 1 SHA-256, 2 HMAC-SHA256 over id + secret + timestamp, lower-case hex."""
    plain = (client_id + client_secret + str(timestamp)).encode("utf-8")
    if enc_type == 0:
        return hashlib.md5(plain).hexdigest()
    if enc_type == 1:
        return hashlib.sha256(plain).hexdigest()
    return hmac.new(client_secret.encode("utf-8"), plain, hashlib.sha256).hexdigest()


def seal(key, text):
    """AES-128-ECB with PKCS#7 by the openssl program, as one line of Base64."""
    command = ["openssl", "enc", "-aes-128-ecb", "-K", key.encode("utf-8").hex()]
    return base64.b64encode(subprocess.run(command, input=text.encode("utf-8"), stdout=subprocess.PIPE, check=True).stdout).decode("ascii")


class Client:
    def __init__(self, base_url, client_id, client_secret, encrypt_key, seconds=False, enc_type=0, enc_type_as_text=False, quoted=False):
        self.base_url = base_url.rstrip("/")
        self.client_id = client_id
        self.client_secret = client_secret
        self.encrypt_key = encrypt_key
        self.seconds = seconds
        self.enc_type = enc_type
        self.enc_type_as_text = enc_type_as_text
        self.quoted = quoted
        self.token = None

    def timestamp(self):
        return int(time.time()) if self.seconds else int(time.time() * 1000)

    def signature(self, timestamp_as_text=True):
        """The four fields every signed body carries."""
        now = self.timestamp()
        return {
            "client_id": self.client_id,
            "timestamp": str(now) if timestamp_as_text else now,
            "sign": sign(self.client_id, self.client_secret, now, self.enc_type),
            "encType": str(self.enc_type) if self.enc_type_as_text else self.enc_type,
        }

    def login(self):
        self.token = self.post_json("/base/oauth/token", self.signature())["access_token"]

    def url(self, path, **query):
        return f"{self.base_url}{path}?{urllib.parse.urlencode(query)}" if query else f"{self.base_url}{path}"

    def with_token(self, path, **query):
        reqid = f"{int(time.time() * 1000)}{random.randrange(1000):03d}"
        return self.url(path, access_token=self.token, reqid=reqid, **query)

    def post_json(self, path, body):
        """A plain call without token; business answers that are not 0000 raise Refused."""
        return self.send("POST", self.url(path), json.dumps(body, ensure_ascii=False))

    def encrypted(self, path, body):
        sealed = seal(self.encrypt_key, json.dumps(body, ensure_ascii=False))
        return self.send("POST", self.with_token(path), json.dumps(sealed) if self.quoted else sealed)

    def plain(self, path, text, **query):
        return self.send("POST", self.with_token(path, **query), text)

    def get(self, path, **query):
        return self.send("GET", self.url(path, **query))

    def send(self, method, url, text=None, content_type="application/json"):
        data = None if text is None else text.encode("utf-8")
        request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": content_type})
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.loads(response.read().decode("utf-8"))
        if answer.get("errcode") != "0000":
            raise Refused(answer)
        return answer
