"""Public originals as each format has them, written by hand."""

from pathlib import Path

from digitpad.ink.files import Drawing

PENDIGITS = """ .INCLUDE dene.doc
.LEXICON "0" "1" "4"
.HIERARCHY DIGIT
.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 24
.PEN_DOWN
 100 300
 110 200
.PEN_UP
.DT 100
.PEN_DOWN
 150 320
 150 150
 148 140
.PEN_UP
.DT 100
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1 3 7
.PEN_DOWN
 250 400
 250 100
.PEN_UP
"""
UNIPEN = """.VERSION 1.0
.COMMENT free text
   over lines
.WRITER_ID ann
.COORD X Y T P
.X_POINTS_PER_INCH 200
.Y_POINTS_PER_INCH 100
.POINTS_PER_SECOND unknown
.HIERARCHY WORD CHARACTER
.SEGMENT WORD 0-4 OK "7\\"1"
.SEGMENT CHARACTER 0-2 OK "7"
.SEGMENT CHARACTER 3:1-4 ? "1"
.SEGMENT CHARACTER 0:1,2 ? "\\""
.PEN_DOWN
10 50 0 9
30 50 10 9
20 10 20 9
.PEN_UP
0 0 30 0
.PEN_DOWN
12 30 40 9
26 30 50 9
.PEN_UP
.PEN_UP
1 1 60 0
2 2 70 0
.PEN_DOWN
60 50 80 9
60 10 90 9
"""
UJI = """// ASCII characters
WORD 7 trn_UJI_W01-02
  NUMSTROKES 2
  POINTS 3 # 10 20 30 20 18 60
  POINTS 1 # 15 40
// Non-ASCII
WORD \xf1 tst_UPV_W18-01
  NUMSTROKES 1
  POINTS 2 # 1 2 3.5 4
"""
OMNIGLOT = """START
26.000000,-33.000000,0.000000
27.000000,-34.500000,10.000000
BREAK
40.000000,-10.000000,900.000000
BREAK
"""
LIPITK = """.VERSION 1.0
.HIERARCHY CHARACTER
.COORD X Y T
.SEGMENT CHARACTER
.PEN_DOWN
 3756 455 0
 3737 436 10
.PEN_UP
.PEN_DOWN
 100 200 30
.PEN_UP
"""
INKML = """<?xml version="1.0"?>
<ink xmlns="http://www.w3.org/2003/InkML">
 <traceFormat>
  <channel name="T" type="decimal" units="s"/><channel name="X"/><channel name="Y" orientation="+ve"/>
 </traceFormat>
 <annotation type="writer">bob</annotation>
 <trace id="0">0 10 20, 0.01 30 20, 0.02 18 60</trace>
 <trace id="1">0.5 1 2,0.6 3 4</trace>
 <traceGroup xml:id="A">
  <annotation type="truth">Segmentation</annotation>
  <traceGroup xml:id="B"><annotation type="truth">$7$</annotation><traceView traceDataRef="0"/></traceGroup>
  <traceGroup xml:id="C"><annotation type="truth">\\sqrt</annotation><traceView traceDataRef="1"/></traceGroup>
 </traceGroup>
</ink>
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def strokes(drawing: Drawing) -> list[list[list[float]]]:
    return [stroke.tolist() for stroke in drawing.ink.strokes]
