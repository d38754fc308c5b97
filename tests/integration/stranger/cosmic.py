"""A client of 发票云旗舰版 on 苍穹 that shares nothing with the SDK or the mock.

Python 3 and Debian's python3-cryptography only. It is what an ERP team would write from the manuals: log in by two steps,
by enhanced authentication or sign every call by digest; push a bill, query it until it is issued, use the assistant and the
bureau's interfaces; decode what comes back as base64 or AES-GCM. No header or field of ours is used.

Reads the access data from standard input (JSON), prints one JSON object.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import sys
import time
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHANGHAI = timezone(timedelta(hours=8))
# A watchdog for loops over answers, not a wait.
ROUNDS = 2000


class Refused(Exception):
    """The platform, the gateway or an invoice application said no."""

    def __init__(self, answer):
        super().__init__(json.dumps(answer, ensure_ascii=False, default=str))
        self.answer = answer


def now():
    return datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def dumps(value):
    """JSON whose Decimals are written digit by digit: 0.10 stays 0.10."""
    marks = {}

    def mark(number):
        key = f"@{uuid.uuid4().hex}@"
        marks[f'"{key}"'] = format(number, "f")
        return key

    text = json.dumps(value, ensure_ascii=False, default=mark)
    for key, number in marks.items():
        text = text.replace(key, number)
    return text


class Payload:
    """The encoding of `data`: base64, or AES-128-GCM under SHA1(SHA1(password))[:16]."""

    def __init__(self, password=None):
        self.aes = None if password is None else AESGCM(hashlib.sha1(hashlib.sha1(password.encode("utf-8")).digest()).digest()[:16])

    def encode(self, value):
        plain = dumps(value).encode("utf-8")
        if self.aes is not None:
            iv = os.urandom(12)
            plain = iv + self.aes.encrypt(iv, plain, None)
        return base64.b64encode(plain).decode("ascii")

    def decode(self, wire):
        raw = base64.b64decode(wire, validate=True)
        if self.aes is not None:
            raw = self.aes.decrypt(raw[:12], raw[12:], None)
        return json.loads(raw.decode("utf-8"), parse_float=Decimal)


class Client:
    def __init__(self, access):
        self.base_url = access["baseUrl"]
        self.account_id = access["accountId"]
        self.app_id = access["appId"]
        self.app_secret = access["appSecret"]
        self.digest_key = access.get("digestKey")
        self.user = access["user"]
        self.gateway_identity = access.get("gatewayIdentity")
        self.system = access["businessSystemCode"]
        self.payload = Payload(access.get("password"))
        self.carrier = access.get("carrier", "accesstoken")
        self.mode = access["mode"]
        self.token = None

    # -- logging in ------------------------------------------------------------------------------------------------

    def login(self):
        if self.mode == "twoStep":
            self.token = self.two_step()
        elif self.mode == "enhanced":
            self.token = self.enhanced()

    def two_step(self):
        first = {"appId": self.app_id, "appSecret": self.app_secret, "accountId": self.account_id, "tenantid": "t", "language": "zh_CN"}
        app_token = self.token_data("/api/getAppToken.do", first)["app_token"]
        second = {"user": self.user, "apptoken": app_token, "usertype": "UserName", "accountId": self.account_id, "tenantid": "t"}
        answer = self.token_data("/api/login.do", second)
        lives = answer["expire_time"] / 1000 - time.time()
        if not 7000 < lives <= 7201:
            raise ValueError(f"a token for {lives} seconds")
        return answer["access_token"]

    def token_data(self, path, body):
        data = self.send(path, json.dumps(body))["data"]
        if data["success"] is not True:
            raise Refused(data)
        return data

    def enhanced(self):
        body = {
            "client_id": self.app_id,
            "client_secret": self.app_secret,
            "username": self.user,
            "accountId": self.account_id,
            "nonce": uuid.uuid4().hex,
            "timestamp": now(),
            "language": "zh_CN",
        }
        answer = self.send("/kapi/oauth2/getToken", json.dumps(body))
        if answer["errorCode"] != "0":
            raise Refused(answer)
        lives = int(answer["data"]["expires_in"]) / 1000
        if not 7000 < lives <= 7200:
            raise ValueError(f"a token for {lives} seconds")
        return answer["data"]["access_token"]

    def digest_headers(self, text):
        timestamp, nonce = now(), uuid.uuid4().hex
        signed = (text + timestamp + nonce).encode("utf-8")
        return {
            "appId": self.app_id,
            "signature": hmac.new(self.digest_key.encode("utf-8"), signed, hashlib.sha256).hexdigest(),
            "timestamp": timestamp,
            "signatureNonce": nonce,
            "user": self.user,
            "usertype": "UserName",
            "accountId": self.account_id,
        }

    # -- calling ---------------------------------------------------------------------------------------------------

    def send(self, path, text, headers=None):
        all_headers = {"Content-Type": "application/json", **(headers or {})}
        if self.gateway_identity is not None:
            all_headers["x-acgw-identity"] = self.gateway_identity
        request = urllib.request.Request(self.base_url + path, data=text.encode("utf-8"), method="POST", headers=all_headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read().decode("utf-8"), parse_float=Decimal)

    def business(self, path, body):
        text = dumps(body)
        headers = self.digest_headers(text) if self.mode == "digest" else {self.carrier: self.token}
        return self.send(path, text, headers)

    def encoded(self, path, interface_code, data, good):
        body = {
            "requestId": f"{int(time.time() * 1000)}{random.randrange(1000):03d}",
            "businessSystemCode": self.system,
            "interfaceCode": interface_code,
            "data": self.payload.encode(data),
        }
        answer = self.business(path, body)
        if answer["errorCode"] != good:
            raise Refused(answer)
        return answer.get("data")

    def sim(self, interface_code, data):
        return self.encoded("/kapi/app/sim/openApi", interface_code, data, "0")

    def deduction(self, interface_code, data):
        return self.payload.decode(self.encoded("/kapi/app/rim/deduction", interface_code, data, "0000"))

    def message(self, message_type, data):
        answer = self.business("/kapi/app/rim/message", {"messageType": message_type, "messageId": str(uuid.uuid4()), "data": data})
        if answer["errorCode"] != "0000" or str(answer["success"]).lower() != "true":
            raise Refused(answer)
        return answer["data"]


def code_of(call, *arguments):
    """The errorCode of a call that is to be refused."""
    try:
        call(*arguments)
    except Refused as refused:
        return refused.answer["errorCode"]
    return None


def issue(client, tax_no, bill_no):
    """Pushes a bill, asks until its invoice is there, pushes it again."""
    line = {
        "lineProperty": "2",
        "detailId": "1",
        "goodsName": "服务费𠮷🧾",
        "revenueCode": "3040201010000000000",
        "amount": Decimal("100.10"),
        "taxRate": "0.13",
        "taxAmount": Decimal("13.01"),
    }
    bill = {
        "billNo": bill_no,
        "invoiceProperty": "0",
        "invoiceType": "10xdp",
        "includeTaxFlag": "0",
        "autoInvoice": "1",
        "sellerTaxpayerId": tax_no,
        "buyerName": "测试客户",
        "billDetail": [line],
    }
    client.sim("BILL.PUSH", [bill])
    for _ in range(ROUNDS):
        [found] = client.payload.decode(client.sim("BILL.INVOICE.QUERY", {"sellerTaxpayerId": tax_no, "serialNo": bill_no}))
        if found["invoiceList"]:
            break
    [invoice] = found["invoiceList"]
    return {
        "billNo": found["billNo"],
        "invoiceNum": invoice["invoiceNum"],
        "goods": invoice["invoiceDetail"][0]["goodsName"],
        "source": invoice["invoiceDetail"][0]["billSourceId"],
        "amounts": [str(invoice["totalAmount"]), str(invoice["totalTaxAmount"])],
        "repeated": code_of(client.sim, "BILL.PUSH", [bill]),
    }


def assist(client, bill_no):
    """A file, an event code for the assistant's page, a bill with that invoice, a voucher."""
    url = client.message("uploadFile", {"base64": base64.b64encode(b"%PDF-1.4 of a stranger").decode("ascii"), "fileType": "1"})["fileDownUrl"]
    [recognised] = client.message("recognitionCheck", {"fileDownUrl": url, "fileType": "1", "verifyFlag": "1", "saveFlag": "0"})
    bill = {"billId": bill_no, "billNo": bill_no, "billType": "er_dailyreimbursebill", "resource": "py"}
    event = {**bill, "pushType": "poll", "userId": "u1", "linkKey": uuid.uuid4().hex, "companyInfo": [{"taxNo": "t", "name": "n"}]}
    event_code = client.message("getEventCode", event)["eventCode"]
    used = {**bill, "billTaxNo": "t", "status": "60", "invoiceData": [{"serialNo": recognised["serialNo"], "amount": Decimal("0.10")}]}
    client.message("billSave", used)
    voucher = {"vouchId": bill_no, "vouchNo": "1", "accountDate": "2024-01", "accountTime": "2024-01-02", "businessDate": "2024-01-02"}
    client.message("voucherSave", {**voucher, "resource": "py", "serialNoArray": [recognised["serialNo"]], "expenseIdArray": [bill_no]})
    return {"serialNo": recognised["serialNo"], "amount": str(recognised["amount"]), "eventCode": event_code != ""}


def deduct(client, tax_no):
    """Logs in at the bureau and fetches invoice headers as a task, asked for until it is done."""
    login = client.deduction("taxLogin", {"taxNo": tax_no})
    down = client.deduction("invoiceDown", {"taxNo": tax_no, "asyncFlag": "1", "searchOpt": {"taxPeriod": "202401"}})
    codes = set()
    for _ in range(ROUNDS):
        page = {"taxNo": tax_no, "taskNo": down["taskNo"], "saveFlag": "1", "pageNo": 1, "pageSize": 200}
        try:
            answer = client.deduction("invoiceDownQuery", page)
            break
        except Refused as refused:
            codes.add(refused.answer["errorCode"])
            if refused.answer["errorCode"] != "6910":
                raise
    return {
        "loginType": login["loginType"],
        "running": sorted(codes),
        "rows": answer,
        "foreign": code_of(client.deduction, "taxLogin", {"taxNo": "91000000TEST00009X"}),
    }


def main():
    access = json.load(sys.stdin)
    client = Client(access)
    client.login()
    result = {
        "issued": issue(client, access["taxNo"], access["billNo"]),
        "assisted": assist(client, access["billNo"]),
        "deducted": deduct(client, access["taxNo"]),
    }
    json.dump(result, sys.stdout, ensure_ascii=True, default=str)


main()
