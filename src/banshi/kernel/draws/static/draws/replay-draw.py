"""Replay a public draw from its file alone, without Banshi: python3 replay-draw.py FILE.json (Python 3.8 or newer)."""

import base64, bisect, hashlib, hmac, itertools, json, pathlib, sys


def text(value):  # RFC 8785, for what the file of a draw can hold
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def draw(rows, spec, seed, public):  # the list, what is drawn from it, the seed, the public values -> tokens in order
    terms = {"algorithm": "banshi-draw/1", "list_hash": sha(text(rows)).hex(), "public": public, "spec": spec}
    key, throw = hmac.digest(bytes.fromhex(seed), text(terms), "sha256"), 0
    for quota in spec["quotas"]:
        box = sorted([row for row in rows if row["stratum"] == quota["stratum"]], key=lambda row: not row["must"])
        for _place in range(min(quota["count"], len(box))):
            ends = [*itertools.accumulate(row["weight"] for row in box)]  # tickets end to end, in the order of the list
            ticket = 0 if box[0]["must"] else ends[-1]
            while 0 < ends[-1] <= ticket:  # as many bits as the last ticket needs; a number beyond it does not count
                block, throw = hmac.digest(key, throw.to_bytes(8, "big"), "sha256"), throw + 1
                ticket = int.from_bytes(block, "big") >> 256 - (ends[-1] - 1).bit_length()
            yield box.pop(bisect.bisect_right(ends, ticket))["token"]  # whose ticket it is leaves the box


def root(leaf, index, size, path):  # RFC 6962: where the proof leads from leaf `index` in a tree of `size` leaves
    if size == 1 or not path:
        return leaf if (size, index, len(path)) == (1, 0, 0) else b""
    half, beside = 1 << (size - 1).bit_length() - 1, bytes.fromhex(path[-1])
    if index < half:
        return sha(b"\1", root(leaf, index, half, path[:-1]), beside)
    return sha(b"\1", beside, root(leaf, index - half, size - half, path[:-1]))


def parts(file):  # the parts of the file, and whether each is right
    chain, hashes = [each["entry"] for each in file["ledger"]], ["", *(each["hash"] for each in file["ledger"])]
    terms, end = chain[0]["body"], chain[-1]["body"]
    for at, entry in enumerate(chain):
        yield f"ledger[{at}] 账本 {entry['kind']}", [entry["previous"], sha(text(entry)).hex()] == hashes[at : at + 2]
    yield "format 格式", file["format"] == terms["algorithm"] == "banshi-draw/1"
    yield "list 名单", sha(text(file["list"])).hex() == terms["list_hash"]
    if chain[-1]["kind"] == "draws.revealed":
        yield "seed 种子", sha(bytes.fromhex(end["seed"])).hex() == terms["seed_hash"]
        state = end["checkpoint"].partition("\n\n")[0] + "\n"  # three lines: the ledger's name, its size, its root
        size, top, proof = *state.split("\n")[1:3], file["proof"]
        under = root(sha(b"\0", bytes.fromhex(hashes[1])), proof["index"], int(size), proof["path"])
        yield f"proof 检查点 {size} {top}", under == base64.b64decode(top) and int(size) >= terms["min_size"]
        drawn = draw(file["list"], terms["spec"], end["seed"], [hashes[1], state, end["external"]])
        yield "result 结果", file["result"] == [*drawn]


if __name__ == "__main__":
    code = 2
    for part, right in parts(json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))):
        print("对 ok   " if right else "错 WRONG", part)
        code = 1 if code == 1 or not right else 0 if part == "result 结果" else 2
    print(["属实 THE DRAW HOLDS", "不符 THE DRAW DOES NOT HOLD", "尚未开签 NOT DRAWN YET"][code])
    sys.exit(code)
