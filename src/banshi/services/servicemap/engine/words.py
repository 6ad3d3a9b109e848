"""The steps of a way in words, Chinese and English: written here and not in the catalogues, since the phone
and the printed guide say them without the house."""

from collections.abc import Sequence

from banshi.services.servicemap.engine.steps import Step

WINDS = (("北", "north"), ("东北", "north-east"), ("东", "east"), ("东南", "south-east"), ("南", "south"),
         ("西南", "south-west"), ("西", "west"), ("西北", "north-west"))  # fmt: skip
TURNS = {
    "straight": ("继续直行", "Go straight on"),
    "slight-left": ("向左前方走", "Bear left"),
    "slight-right": ("向右前方走", "Bear right"),
    "left": ("左转", "Turn left"),
    "right": ("右转", "Turn right"),
    "sharp-left": ("向左后方转", "Turn sharp left"),
    "sharp-right": ("向右后方转", "Turn sharp right"),
    "back": ("掉头", "Turn round"),
}
KINDS = {
    "steps": ("台阶", "the steps"),
    "bridge": ("人行天桥", "the footbridge"),
    "tunnel": ("地下通道", "the underpass"),
    "crossing": ("人行横道", "the crossing"),
    "square": ("广场", "the square"),
    "footway": ("步行道", "the footpath"),
    "pedestrian": ("步行街", "the pedestrian street"),
    "path": ("小径", "the path"),
    "track": ("土路", "the track"),
    "cycleway": ("非机动车道", "the cycle way"),
    "service": ("内部道路", "the access road"),
    "living_street": ("小街", "the lane"),
    "residential": ("居民区道路", "the residential street"),
    "corridor": ("室内通道", "the corridor"),
    "platform": ("站台", "the platform"),
    "elevator": ("电梯", "the lift"),
}
ROAD = ("道路", "the road")
SIDES = {"left": ("左侧", "on the left"), "right": ("右侧", "on the right"), "ahead": ("前方", "straight ahead")}


def told(steps: Sequence[Step], place: tuple[str, str], slowness: float = 1.0) -> list[tuple[str, str]]:
    """Each step in Chinese and in English. `place` is the name of where the way ends, in both."""
    return [(_chinese(step, place[0], slowness), _english(step, place[1] or place[0], slowness)) for step in steps]


def distance(metres: float) -> tuple[str, str]:
    """A length as people say it: to ten metres, from a kilometre on in kilometres."""
    if metres < 20:
        short = max(round(metres), 1)
        return f"{short} 米", f"{short} m"
    if metres < 995:
        tens = round(metres / 10) * 10
        return f"{tens} 米", f"{tens} m"
    return f"{metres / 1000:.1f} 公里", f"{metres / 1000:.1f} km"


def minutes(seconds: float) -> tuple[str, str]:
    """A time in whole minutes, at least one."""
    whole = max(round(seconds / 60), 1)
    return f"{whole} 分钟", f"{whole} min"


def wind(heading: float) -> tuple[str, str]:
    """The direction of the compass."""
    return WINDS[round(heading / 45) % 8]


def _chinese(step: Step, place: str, slowness: float) -> str:
    if step.turn == "arrive":
        return _arrival(step, 0).format(place=place, metres=distance(step.metres)[0])
    street = step.name_zh or KINDS.get(step.kind, ROAD)[0]
    length, time = distance(step.metres)[0], minutes(step.seconds * slowness)[0]
    far = f"{length}（约 {time}）" if step.seconds * slowness >= 90 else length
    if step.turn == "start":
        return f"沿{street}向{wind(step.heading)[0]}走 {far}"
    if step.kind in ("steps", "bridge", "tunnel", "crossing", "elevator"):
        verb = {"steps": "走", "elevator": "乘"}.get(step.kind, "走过")
        return f"{TURNS[step.turn][0]}，{verb}{street} {length}"
    into = "沿" if step.turn == "straight" else "进入"
    return f"{TURNS[step.turn][0]}，{into}{street}走 {far}"


def _english(step: Step, place: str, slowness: float) -> str:
    if step.turn == "arrive":
        return _arrival(step, 1).format(place=place, metres=distance(step.metres)[1])
    street = step.name_en or step.name_zh or KINDS.get(step.kind, ROAD)[1]
    length, time = distance(step.metres)[1], minutes(step.seconds * slowness)[1]
    far = f"{length} (about {time})" if step.seconds * slowness >= 90 else length
    if step.turn == "start":
        return f"Go {wind(step.heading)[1]} along {street} for {far}"
    if step.kind in ("steps", "bridge", "tunnel", "crossing", "elevator"):
        verb = {"steps": "take", "bridge": "cross", "crossing": "use", "elevator": "take"}.get(step.kind, "go through")
        return f"{TURNS[step.turn][1]} and {verb} {street}, {length}"
    into = "along" if step.turn == "straight" else "into"
    return f"{TURNS[step.turn][1]} {into} {street} and go {far}"


def _arrival(step: Step, language: int) -> str:
    side = SIDES[step.side or "ahead"][language]
    near = step.metres <= 12
    if language == 0:
        return f"到达{{place}}，在{side}" if near else f"到路边，{{place}}在{side} {{metres}}处"
    return f"You are at {{place}}, {side}" if near else f"Leave the street: {{place}} is {{metres}} {side}"
