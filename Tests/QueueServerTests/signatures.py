#!/usr/bin/env python3
"""Makes the signature vectors of QueueSignatureTests.swift with Python's hmac and hashlib alone.

The texts that are signed follow the vendor's pages on request signatures; run it and compare by eye.
"""
import base64
import hashlib
import hmac
import urllib.parse


def dated(secret, method, target, headers, date):
    low = {name.lower(): value for name, value in headers.items()}
    own = "".join(f"{name}:{low[name]}\n" for name in sorted(low) if name.startswith("x-mns-"))
    text = f"{method}\n{low.get('content-md5', '')}\n{low.get('content-type', '')}\n{date}\n{own}{target}"
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()


def scoped(secret, method, path, query, headers, moment, region):
    scope = f"{moment[:8]}/{region}/mns/aliyun_v4_request"
    items = sorted(
        (urllib.parse.quote(name.lower(), safe=""), urllib.parse.quote(value, safe="")) for name, value in query)
    low = {name.lower(): value for name, value in headers.items()}
    signed = [n for n in sorted(low) if n.startswith("x-mns-") or n in ("content-type", "content-md5")]
    text = "\n".join([
        "MNS4-HMAC-SHA256", moment, scope, method, urllib.parse.quote(path),
        "&".join(f"{name}={value}" if value else name for name, value in items),
        "".join(f"{name}:{low[name]}\n" for name in signed), ""])
    key = ("aliyun_v4" + secret).encode()
    for part in scope.split("/") + [text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


version = {"x-mns-version": "2015-06-06"}
body = {"Content-Type": "text/xml;charset=UTF-8", "Content-MD5": "ZWU2YzZmMTQ1MzQ1ZjE4YmM1NWJkZmEwZTRhZGU0Y2I=", **version}
date = "Wed, 04 Jun 2025 06:33:37 GMT"
print(dated("Secret1", "GET", "/queues/q/messages?waitseconds=30", version, date))
print(dated("Secret1", "POST", "/queues/q/messages", body, date))
print(dated("Secret1", "DELETE", "/queues/q/messages?ReceiptHandle=1-ODU4==", version, date))
print(dated("Geheim+ß", "GET", "/queues", {"X-MNS-With-Meta": "true", "x-mns-prefix": "v", **version}, date))
moment = "20250604T063337Z"
print(scoped("Secret1", "GET", "/queues/q/messages", [("waitseconds", "30")], version, moment, "cn-shanghai"))
print(scoped("Secret1", "POST", "/queues/q/messages", [], body, moment, "cn-shanghai"))
print(scoped("Secret1", "DELETE", "/queues/q/messages", [("ReceiptHandle", "1-ODU4==")], version, moment, "cn-hangzhou"))
