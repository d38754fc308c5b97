"""Steps of an expense system: recognise a file, verify by elements, the invoice assistant with its channel."""

import base64
import hashlib
import json

from client import Refused

# What the file holds is planted in the cloud by whoever runs this; the bytes are all the two sides share.
FILE = b"%PDF-1.4 a stranger's invoice \x00\xff"
BILL = "BXD-20240101-0001"


def errcode_of(call, *arguments, **query):
    try:
        call(*arguments, **query)
    except Refused as refused:
        return refused.errcode
    return "0000"


class Assistant:
    def __init__(self, client, tax_no):
        self.client = client
        self.bill = {"tin": tax_no, "bxd_key": BILL, "eid": "E1", "billType": ""}

    def call(self, path, **values):
        return self.client.post_json("/m4/fpzs" + path, {**self.client.signature(timestamp_as_text=False), **values})

    def update(self, status, invoice_data=None):
        extra = {} if invoice_data is None else {"invoiceData": invoice_data}
        return self.call("/expense/invoice/status/update", **self.bill, billnumber="FY-001", ticketParam="00001", expenseStatus=status, **extra)

    def status_of(self, fid):
        return self.call("/expense/invoice/detail/query", fid=fid)["data"][0]["expendStatus"]


def recognise(client):
    text = base64.b64encode(FILE).decode("ascii")
    seen = client.plain("/m3/bill/invoice/img/analyze/multiple/info", text, type="pdf")["data"]
    checked = client.plain("/m3/bill/invoice/img/Check/info", text, type="pdf")["data"]
    return seen, checked


def verify(client, invoice):
    elements = {
        "invoiceCode": invoice["invoiceCode"],
        "invoiceNo": invoice["invoiceNo"],
        "invoiceDate": invoice["invoiceDate"],
        "checkCode": invoice["checkCode"][-6:],
    }
    return [errcode_of(client.plain, "/m13/bill/invoice/sys/check", json.dumps(elements)) for _ in range(5)]


def receive_import(client, tax_no, link_key):
    """Polls the channel until the import arrives, then acknowledges it."""
    signature = client.signature()
    query = {"client_id": client.client_id, "tin": tax_no, "eid": "E1", "timestamp": signature["timestamp"], "sign": signature["sign"]}
    token = client.get("/base/fpzs/polling/oauth/token", **query, encType=client.enc_type)["access_token"]
    key = hashlib.md5(link_key.encode("ascii")).hexdigest()
    message = client.get("/polling/fpzs/invoice/data/v2", access_token=token, key=key)["data"]
    again = client.get("/polling/fpzs/invoice/data/v2", access_token=token, key=key)["data"]
    client.get("/polling/fpzs/portal/receipt", access_token=token, key=key, msgId=message["msgId"])
    return {
        "sameMessage": message["msgId"] == again["msgId"],
        "deliveryTimes": [message["deliveryTimes"], again["deliveryTimes"]],
        "type": message["data"]["type"],
        "content": message["data"]["data"],
    }


def run(client, tax_no, prefix):
    client.login()
    seen, checked = recognise(client)
    assistant = Assistant(client, tax_no)
    opened = {"ghf_mc": "", "billNumber": "FY-001", "random": prefix, "ticketParam": "00001"}
    user_key = assistant.call("/getUserKey", **assistant.bill, **opened)["data"]["userKey"]
    imported = receive_import(client, tax_no, client.post_json("/m4/fpzs/getLinkKey", {})["data"])
    fid = imported["content"]["data"][0]["fid"]
    entries = [{"entryid": "1", "fid": [fid]}]
    assistant.call("/expense/entry/cache", **assistant.bill, userKey=user_key, data=entries)
    assistant.call("/expense/entry/save", **assistant.bill, userKey="", billnumber="FY-001", data=entries)
    states = []
    for status in ("30", "60", "65"):
        assistant.update(status)
        states.append(assistant.status_of(fid))
    foreign = errcode_of(assistant.update, "60", [{"serialNo": "9" * 33}])
    listed = client.post_json("/m4/fpzs/expense/invoices/query", {"userKey": user_key})["data"]
    assistant.call("/expense/entry/delete", **assistant.bill, userKey=user_key, billnumber="FY-001")
    return {
        "recognised": [invoice["invoiceNo"] for invoice in seen],
        "checked": {name: checked[name] for name in ("invoiceNo", "salerName", "totalAmount", "checkStatus")},
        "verified": verify(client, checked),
        "sameSerial": seen[0]["serialNo"] == checked["serialNo"] == fid,
        "channel": {name: imported[name] for name in ("sameMessage", "deliveryTimes", "type")},
        "amount": imported["content"]["invoicesAmount"],
        "states": states,
        "foreign": foreign,
        "listed": [invoice["fid"] for invoice in listed] == [fid],
        "freed": assistant.status_of(fid),
    }
