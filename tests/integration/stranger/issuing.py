"""Steps of an issuing enterprise: create, query, red, quota, mail. Prints what it learned as JSON."""

import urllib.request

from client import Refused

# Amounts stay text; the name holds characters outside the basic plane and one that GBK lacks.
BUYER = "测试购方𠮷🧾①"


def amount(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def bill(serial_no, tax_no, lines=1):
    return {
        "serialNo": serial_no,
        "invoiceType": "1",
        "type": "0",
        "taxFlag": "0",
        "inventoryFlag": "0",
        "salerTaxNo": tax_no,
        "buyerName": BUYER,
        "invoiceAmount": amount(10 * lines),
        "totalTaxAmount": amount(lines),
        "totalAmount": amount(11 * lines),
        "drawer": "张三",
        "remark": "零点一元 0.10 ÷ €",
        "items": [
            {
                "goodsName": "装卸费",
                "goodsCode": "3040408000000000000",
                "detailAmount": "0.10",
                "taxRate": "0.06",
                "taxAmount": "0.01",
                "discountType": "0",
                "preferentialPolicy": "0",
                "zeroTaxRateFlag": "",
                "vatException": "",
            }
            for _ in range(lines)
        ],
    }


def refusal_of(call, *arguments):
    try:
        call(*arguments)
    except Refused as refused:
        return {"errcode": refused.errcode, "description": refused.description}
    return None


def run(client, tax_no, prefix):
    """`prefix`: 18 digits that make the serial numbers of this run its own."""
    blue, red = prefix + "01", prefix + "02"
    client.login()
    quota_before = client.plain("/bill/hx/yl/get", "null")["data"]["total"]
    created = client.encrypted("/m5/bill/invoice/create", bill(blue, tax_no))["data"]
    repeated = refusal_of(client.encrypted, "/m5/bill/invoice/create", bill(blue, tax_no))
    queried = client.encrypted("/m7/bill/invoice/serialno/query", {"serialNo": blue})["data"]
    with urllib.request.urlopen(queried["pdfurl"], timeout=30) as response:
        pdf = response.read()
    reversed_ = client.encrypted("/m5/bill/invoice/invalid", {"serialNo": blue, "originalSerialNo": red, "redReason": "2"})["data"]
    red_of_red = refusal_of(client.encrypted, "/m5/bill/invoice/invalid", {"serialNo": red, "originalSerialNo": prefix + "03"})
    after = client.encrypted("/m7/bill/invoice/serialno/query", {"serialNo": blue})["data"]
    red_data = client.encrypted("/m7/bill/invoice/serialno/query", {"serialNo": red})["data"]
    client.encrypted(
        "/m5/bill/invoice/email/and/message/send",
        {"invoiceCode": created["invoiceCode"], "invoiceNo": created["invoiceNo"], "email": "buyer@example.com"},
    )
    long_bill = client.encrypted("/m5/bill/invoice/create", bill(prefix + "04", tax_no, lines=100))["data"]
    long_data = client.encrypted("/m7/bill/invoice/serialno/query", {"serialNo": prefix + "04"})["data"]
    return {
        "created": created,
        "repeated": repeated,
        "buyerName": queried["buyerName"],
        "remark": queried["remark"],
        "amounts": [queried["invoiceAmount"], queried["totalTaxAmount"], queried["totalAmount"]],
        "sameFile": queried["pdfurl"] == created["pdfUrl"],
        "pdf": pdf[:5].decode("ascii"),
        "red": {"serialNo": reversed_["serialNo"], "totalAmount": red_data["totalAmount"], "of": red_data["originalInvoiceNo"]},
        "redOfRed": red_of_red,
        "statusAfter": after["invoiceStatus"],
        "longBill": {"invoiceNo": long_bill["invoiceNo"], "lines": len(long_data["items"]), "totalAmount": long_data["totalAmount"]},
        "quotaUsed": quota_before - client.plain("/bill/hx/yl/get", "null")["data"]["total"],
    }
