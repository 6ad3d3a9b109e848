"""How the base map is drawn: paper, water, green, streets as on the picture, names in Chinese."""

from typing import Any

PAPER, GROUND, GREEN, WATER, HOUSE = "#F6F2E9", "#F1EBDE", "#DDE7D3", "#C6DCE6", "#E6DECE"
EDGE, ROAD, MAIN, PATH, RAIL, INK = "#CFC6B6", "#FFFFFF", "#FBE7B8", "#B9AE9A", "#9A93A0", "#5A6572"
MAINS = ["motorway", "trunk", "primary", "secondary", "motorway_link", "trunk_link", "primary_link", "secondary_link"]
PATHS = ["footway", "path", "steps", "cycleway", "track", "bridleway", "corridor", "platform", "elevator"]
Layer = dict[str, Any]


def style_of(
    tiles: str, glyphs: str, bounds: tuple[float, float, float, float], zooms: tuple[int, int], attribution: str
) -> dict[str, Any]:
    """MapLibre's style for the layers that engine.basemap draws."""
    source = {
        "type": "vector",
        "tiles": [tiles],
        "minzoom": zooms[0],
        "maxzoom": zooms[1],
        "bounds": list(bounds),
        "attribution": attribution,
    }
    return {"version": 8, "sources": {"base": source}, "glyphs": glyphs, "layers": _layers()}


def style_of_pictures(
    tiles: list[str], bounds: tuple[float, float, float, float], zooms: tuple[int, int], attribution: str
) -> dict[str, Any]:
    """The style for another provider's pictures, one upon the other."""
    about = {"type": "raster", "tileSize": 256, "minzoom": zooms[0], "maxzoom": zooms[1], "bounds": list(bounds)}
    sources = {f"base-{at}": {**about, "tiles": [each]} for at, each in enumerate(tiles)}
    sources["base-0"]["attribution"] = attribution
    drawn = [{"id": name, "type": "raster", "source": name} for name in sources]
    paper = {"id": "paper", "type": "background", "paint": {"background-color": PAPER}}
    return {"version": 8, "sources": sources, "layers": [paper, *drawn]}


def _layers() -> list[Layer]:
    main = ["in", ["get", "class"], ["literal", MAINS]]
    path = ["in", ["get", "class"], ["literal", PATHS]]
    lane = ["all", ["!", main], ["!", path]]
    return [
        {"id": "paper", "type": "background", "paint": {"background-color": PAPER}},
        _fill("ground", GROUND),
        _fill("green", GREEN),
        {**_fill("water", WATER), "filter": ["==", ["geometry-type"], "Polygon"]},
        {**_line("river", "water", WATER, 2, 6), "filter": ["==", ["geometry-type"], "LineString"]},
        {**_fill("building", HOUSE), "minzoom": 14},
        {**_line("path", "road", PATH, 0.6, 2), "filter": path, "minzoom": 14},
        {**_line("lane-edge", "road", EDGE, 1.5, 11), "filter": lane, "minzoom": 12},
        {**_line("main-edge", "road", EDGE, 2.5, 17), "filter": main},
        {**_line("lane", "road", ROAD, 0.8, 9), "filter": lane, "minzoom": 12},
        {**_line("main", "road", MAIN, 1.6, 14), "filter": main},
        _line("rail", "rail", RAIL, 0.8, 2.5),
        _names("road-name", "road", "line", 14),
        _names("place-name", "label", "point", 9),
    ]


def _fill(layer: str, colour: str) -> Layer:
    return {"id": layer, "type": "fill", "source": "base", "source-layer": layer, "paint": {"fill-color": colour}}


def _line(name: str, layer: str, colour: str, far: float, close: float) -> Layer:
    width = ["interpolate", ["exponential", 1.6], ["zoom"], 11, far, 18, close]
    return {
        "id": name,
        "type": "line",
        "source": "base",
        "source-layer": layer,
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colour, "line-width": width},
    }


def _names(name: str, layer: str, placed: str, least: int) -> Layer:
    return {
        "id": name,
        "type": "symbol",
        "source": "base",
        "source-layer": layer,
        "minzoom": least,
        "layout": {
            "symbol-placement": placed,
            "text-field": ["get", "name"],
            "text-font": ["sans"],
            "text-size": 13,
        },
        "paint": {"text-color": INK, "text-halo-color": PAPER, "text-halo-width": 1.6},
    }
