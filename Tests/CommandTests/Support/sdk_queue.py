"""Uses a queue as the documents of aliyun-mns-sdk say, and checks what they promise.

usage: sdk_queue.py ENDPOINT KEY_ID SECRET     (prints "ok" at the end)
"""
import hashlib
import sys
import warnings

from mns.account import Account
from mns.message_property import MessagePropertyValue, PropertyType
from mns.mns_exception import MNSServerException
from mns.queue import Message, QueueMeta

warnings.simplefilter("ignore")
endpoint, key_id, secret = sys.argv[1:]
account = Account(endpoint, key_id, secret)
queue = account.get_queue("sdk-queue")


def error_of(call, *arguments):
    """The type of the error that the call ends with."""
    try:
        call(*arguments)
    except MNSServerException as error:
        assert error.request_id and error.message, error
        return error.type
    raise AssertionError(f"{call.__name__} ended without an error")


# Queues: the URL of a new one, the same again, another one of the name, attributes, lists.
assert queue.create(QueueMeta(vis_timeout=40)) == f"{endpoint}/queues/sdk-queue"
assert queue.create(QueueMeta(vis_timeout=40)) == f"{endpoint}/queues/sdk-queue"
assert error_of(queue.create, QueueMeta(vis_timeout=41)) == "QueueAlreadyExist"
meta = queue.get_attributes()
assert (meta.queue_name, meta.visibility_timeout, meta.delay_seconds) == ("sdk-queue", 40, 0)
assert (meta.maximum_message_size, meta.message_retention_period) == (65536, 345600)
assert (meta.polling_wait_seconds, meta.logging_enabled) == (0, False)
assert (meta.active_messages, meta.inactive_messages, meta.delay_messages) == (0, 0, 0)
queue.set_attributes(QueueMeta(vis_timeout=50, polling_wait_sec=1))
meta = queue.get_attributes()
assert (meta.visibility_timeout, meta.polling_wait_seconds) == (50, 1)
queue.set_attributes(QueueMeta(polling_wait_sec=0))
for name in ("sdk-list-1", "sdk-list-2", "sdk-list-3"):
    account.get_queue(name).create(QueueMeta())
urls, marker, metas = account.list_queue(prefix="sdk-list", ret_number=2)[:2] + (None,)
assert urls == [f"{endpoint}/queues/sdk-list-{n}" for n in (1, 2)] and marker, (urls, marker)
urls, marker = account.list_queue(prefix="sdk-list", ret_number=2, marker=marker)[:2]
assert urls == [f"{endpoint}/queues/sdk-list-3"] and marker == "", (urls, marker)
assert error_of(account.get_queue("none").get_attributes) == "QueueNotExist"
assert error_of(account.get_queue("-bad").create, QueueMeta()) == "InvalidQueueName"

# One message, in Base64 as the SDK writes it unless asked not to.
text = '{"EventType":"TranscodeComplete","Title":"<片名 & é>"}'
message = Message(text, priority=2)
message.set_user_properties({"origin": MessagePropertyValue(PropertyType.STRING, "a&b")})
sent = queue.send_message(message)
assert sent.message_id
peeked = queue.peek_message()
assert (peeked.message_body.decode(), peeked.dequeue_count, peeked.priority) == (text, 0, 2)
assert peeked.first_dequeue_time == peeked.enqueue_time
received = queue.receive_message(5)
assert received.message_body.decode() == text and received.message_id == sent.message_id
assert received.message_body_md5 == sent.message_body_md5
assert received.dequeue_count == 1 and received.first_dequeue_time >= received.enqueue_time
assert received.next_visible_time >= received.first_dequeue_time + 50000
assert received.user_properties["origin"].get_string_value_by_type() == "a&b"
assert error_of(queue.peek_message) == "MessageNotExist"
assert error_of(queue.receive_message) == "MessageNotExist"

# Visibility: the new handle takes the place of the old one.
changed = queue.change_message_visibility(received.receipt_handle, 60)
assert int(changed.next_visible_time) > received.next_visible_time
assert error_of(queue.delete_message, received.receipt_handle) == "ReceiptHandleError"
assert error_of(queue.change_message_visibility, received.receipt_handle, 5) == "ReceiptHandleError"
queue.delete_message(changed.receipt_handle)
assert error_of(queue.delete_message, changed.receipt_handle) == "MessageNotExist"
assert error_of(queue.delete_message, "no-handle") == "ReceiptHandleError"

# A visibility that is over: the message comes again, and waiting for it does not ask again and again.
queue.send_message(Message("again"))
first = queue.receive_message()
short = queue.change_message_visibility(first.receipt_handle, 1)
second = queue.receive_message(10)
assert (second.message_id, second.dequeue_count) == (first.message_id, 2)
assert error_of(queue.delete_message, short.receipt_handle) == "ReceiptHandleError"
queue.delete_message(second.receipt_handle)

# Batches.
batch = queue.batch_send_message([Message("a"), Message("b", priority=1), Message("c", delay_seconds=600)])
assert len({m.message_id for m in batch}) == 3
assert [m.message_body for m in queue.batch_peek_message(16)] == [b"b", b"a"]
got = queue.batch_receive_message(16, 5)
assert [(m.message_body, m.priority) for m in got] == [(b"b", 1), (b"a", 8)]
meta = queue.get_attributes()
assert (meta.active_messages, meta.inactive_messages, meta.delay_messages) == (0, 2, 1)
try:
    queue.batch_delete_message([got[0].receipt_handle, "nonsense"])
    raise AssertionError("a bad handle was taken")
except MNSServerException as error:
    assert error.type == "ReceiptHandleError"
    assert [e["ReceiptHandle"] for e in error.sub_errors] == ["nonsense"], error.sub_errors
queue.batch_delete_message([got[1].receipt_handle])
assert error_of(queue.batch_receive_message, 16) == "MessageNotExist"

# A delayed message can be deleted by the handle of its send.
delayed = queue.send_message(Message("later", delay_seconds=600))
queue.delete_message(delayed.receipt_handle)

# Raw bodies.
queue.set_encoding(False)
sent = queue.send_message(Message(text))
assert sent.message_body_md5 == hashlib.md5(text.encode()).hexdigest().upper()
raw = queue.receive_message()
assert raw.message_body == text
queue.delete_message(raw.receipt_handle)

# Signatures and the end.
bad = Account(endpoint, key_id, secret + "x").get_queue("sdk-queue")
assert error_of(bad.get_attributes) == "SignatureDoesNotMatch"
assert error_of(Account(endpoint, "nobody", secret).get_queue("sdk-queue").peek_message) == "InvalidAccessKeyId"
queue.delete()
assert error_of(queue.receive_message) == "QueueNotExist"
print("ok")
