"""The handshake byte by byte, and peers that send noise."""
import hashlib
import hmac
import os
import random
import socket
import struct
from multiprocessing import AuthenticationError, connection
from multiprocessing.connection import Client, Listener, answer_challenge, deliver_challenge

from helpers import on_jmp, pytest
from peers import KEY, Thread, send_all


class Script(object):
    """A connection whose other end says what the test wants."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.sent = []

    def send_bytes(self, data):
        self.sent.append(data)

    def recv_bytes(self, size):
        assert size == 256
        reply = self.replies.pop(0)
        return reply(self.sent[-1]) if callable(reply) else reply


def old(challenge):
    return hmac.new(KEY, challenge[len(b'#CHALLENGE#'):], 'md5').digest()


def new(name):
    return lambda challenge: b'{' + name.encode('ascii') + b'}' + hmac.new(
        KEY, challenge[len(b'#CHALLENGE#'):], getattr(hashlib, name)).digest()


def test_answers_of_old_servers():
    challenge = b'#CHALLENGE#' + b'x' * 20
    script = Script(challenge, b'#WELCOME#')
    answer_challenge(script, KEY)
    assert script.sent == [old(challenge)]


def test_delivers_to_old_clients():
    script = Script(old)
    deliver_challenge(script, KEY)
    assert script.sent[1] == b'#WELCOME#'


if on_jmp:
    # CPython 3.12 does the same; the CPython that runs these tests may be older.

    @pytest.mark.parametrize('name', ['md5', 'sha256', 'sha384', 'sha3_256', 'sha3_384'])
    def test_new_digests(name):
        challenge = b'#CHALLENGE#{' + name.encode('ascii') + b'}' + b'x' * 40
        script = Script(challenge, b'#WELCOME#')
        answer_challenge(script, KEY)
        assert script.sent == [new(name)(challenge)]
        script = Script(new(name))
        deliver_challenge(script, KEY, name)
        assert script.sent[0].startswith(b'#CHALLENGE#{' + name.encode('ascii') + b'}') and script.sent[1] == b'#WELCOME#'

    @pytest.mark.parametrize('answer', [b'', b'x' * 17, b'{sha256}short', b'{crc}' + b'x' * 40, b'{sha256' + b'x' * 40])
    def test_answers_that_are_none(answer):
        script = Script(answer)
        with pytest.raises(AuthenticationError):
            deliver_challenge(script, KEY)
        assert script.sent[1:] == [b'#FAILURE#']

    @pytest.mark.parametrize('challenge', [b'', b'hello', b'#CHALLENGE#short', b'#CHALLENGE#{crc}' + b'x' * 40])
    def test_challenges_that_are_none(challenge):
        with pytest.raises(AuthenticationError):
            answer_challenge(Script(challenge), KEY)

    @pytest.mark.parametrize('start', [b'', b'\0\0', struct.pack('!i', 16) + b'x'])
    def test_half_a_handshake(start, monkeypatch):
        monkeypatch.setattr(connection, 'CONNECTION_TIMEOUT', 0.3)
        with Listener(('localhost', 0), authkey=KEY) as listener:
            silent = socket.create_connection(listener.address)
            send_all(silent, start)
            with pytest.raises(AuthenticationError, match='no answer to the challenge within 0.3 seconds'):
                listener.accept()
            monkeypatch.undo()
            client = Thread(Client, listener.address, None, KEY)
            with listener.accept(), client.result():
                silent.close()


def test_wrong_answers():
    script = Script(b'x' * 16)
    with pytest.raises(AuthenticationError, match='digest received was wrong'):
        deliver_challenge(script, KEY)
    assert script.sent[1:] == [b'#FAILURE#']
    with pytest.raises(AuthenticationError, match='digest sent was rejected'):
        answer_challenge(Script(b'#CHALLENGE#' + b'x' * 20, b'#FAILURE#'), KEY)


# --- noise -----------------------------------------------------------------------------------------------------------

def noise(chance):
    """What a peer sends that is no multiprocessing: lengths, some of them absurd, and bytes."""
    data = b''
    for _ in range(chance.randrange(4)):
        length = chance.choice([0, 1, 16, 20, 256, 257, 0x7fffffff, -1, -2, -0x80000000, chance.randrange(1 << 16)])
        data += struct.pack('!i', length)
        if length == -1:
            data += struct.pack('!Q', chance.choice([1, 256, 1 << 31, 1 << 40, (1 << 64) - 1]))
        data += os.urandom(chance.choice([0, 1, 16, 20, 300]))
    return data


def test_noise(monkeypatch):
    # Jython does not tell the end of a stream; then it is the time that ends a handshake.
    monkeypatch.setattr(connection, 'CONNECTION_TIMEOUT', 0.3)
    chance = random.Random(3)
    with Listener(('localhost', 0), backlog=5, authkey=KEY) as listener:
        for _ in range(60):
            with socket.create_connection(listener.address) as peer:
                send_all(peer, noise(chance))
                if chance.random() < 0.5:
                    peer.close()    # with a challenge unread: the connection is reset
                else:
                    peer.shutdown(socket.SHUT_WR)
                with pytest.raises((AuthenticationError, EOFError, OSError)):
                    listener.accept()
        monkeypatch.undo()
        client = Thread(Client, listener.address, None, KEY)
        with listener.accept() as server, client.result() as good:
            good.send('served')
            assert server.recv() == 'served'


def test_noise_after_the_handshake():
    chance = random.Random(4)
    with Listener(('localhost', 0), backlog=5) as listener:
        for _ in range(60):
            with socket.create_connection(listener.address) as peer, listener.accept() as server:
                send_all(peer, noise(chance))
                peer.shutdown(socket.SHUT_WR)
                with pytest.raises((EOFError, OSError)):
                    while True:
                        # CPython takes a negative length for an empty message, and allocates what a length promises.
                        server.recv_bytes(1 << 16)
