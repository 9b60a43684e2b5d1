"""The one table of limits: how much of anything digitpad reads. Standard library alone; nothing here does anything.

Each is generous to people and small beside this machine's memory: what lies beyond is no drawing, picture or model of
anybody's, and gets a sentence instead of a full memory.
"""

JSON_DEPTH = 40  # lists and objects inside each other; digitpad's own files have at most five
SETTINGS_BYTES = 5_000_000  # some kB, with every recipe's plan changed
WEIGHTS_BYTES = 500_000_000  # 125 million numbers; they are held twice while they are read
PICKLE_STEPS = 2_000_000  # of a .pt file's description of its tensors; each tensor takes some twenty
GRAPH_NUMBERS = 50_000_000  # that the operators of an ONNX file may give for a picture together, or all its weights
GRAPH_NODES = 10_000  # operators of an ONNX file
GRAPH_PRODUCTS = 20_000_000_000  # multiply-adds that an ONNX file may take for a picture, about a second
CARD_BYTES = 6_000_000  # a run has at most 1,000 epochs, of 0.4 MB; a note of the longest another 1 MB
TRAINING_BYTES = 16_000_000_000  # that a step takes with layers of the user's own; the recipes take less than 1 GB
CHECKPOINT_BYTES = 1_000_000_000  # of a run: padnet's are 4 MB; a net of 50 million weights with Adam fits
RUN_EPOCHS_BYTES = 40_000_000  # of the weights after a run's epochs, at half precision: 90 epochs of mlp-256-128
EPOCHS_BYTES = 200_000_000  # of those of all models of a home
BATCHES_BYTES = 2_000_000  # of the losses of a run's batches: at most 1,000 are kept, 150 kB
RUN_BYTES = 1_000_000  # a plan and a command
STATE_BYTES = 20_000_000  # of a state that is sent: a drawing of the most points there can be
SESSION_BYTES = 24_000_000  # what a window showed when it was left: a state, and a run's figures
RUN_CURVE_STEPS = 600  # batches of a run that are kept for its curves; a chart shows 500
SWEEP_BYTES = 5_000_000  # a plan each run, of 1 kB
SWEEP_WORKERS = 64  # processes of a sweep, each with torch and its data: half a gigabyte
SWEEP_RUNS = 1000  # of one sweep: a week of short runs
LABELS_BYTES = 20_000_000  # titles and notes of bundled models
LESSON_BYTES = 200_000  # of a lesson's file; the longest of digitpad's own has 12 kB
LESSON_STEPS = 60
LESSON_BLOCKS = 30  # of one step
LESSON_POINTS = 100  # of a curve that is sketched
LESSON_PROBLEMS = 50  # of one file that are told
LESSON_FILES = 50  # of the user's own that are remembered
SKETCH_STROKES = 20  # of a drawing that a lesson remembers
SKETCH_POINTS = 60  # of one of its strokes
FAULTS_BYTES = 200_000  # tracebacks of this program's own faults, the newest
HELP_BYTES = 200_000  # a page of help; the longest has 5 kB
TIMES_BYTES = 20_000_000  # milliseconds by model and machine
ROBUSTNESS_BYTES = 50_000_000  # some kB a model and set

NAME_CHARS = 1000  # ids, titles, names of sets and classes; an id has at most 60, a title is one line
NOTE_CHARS = 200_000  # a note on a model: a small book
TEXT_CHARS = 20_000  # any other text in a record: a command, a change in words
LIST_ITEMS = 200_000  # entries of any list or object in a record: epochs, scores, plans
CLASSES = 1000  # of one model; a confusion matrix has the square of them
SVG_BYTES = 4_000_000  # unpacked; a drawing by hand has some ten thousand
SVG_ELEMENTS = 10_000  # drawn, each as often as it is used; an icon has ten, a page of handwriting some hundred
SVG_POINTS = 200_000  # of all shapes, each as often as it is used
SVG_DEPTH = 100  # elements within each other
SVG_DASHES = 100_000  # that all outlines together could be cut into
DECODED_BYTES = 100_000_000  # of a picture file that is left to Qt; a HEIC photograph has 3 MB
INK_LINES_TOLD = 10  # bad lines of one ink file that are named one by one; the others are counted

# --- image sets and what evaluations leave behind (.npz) ---
NPZ_DIRECTORY_BYTES = 1_000_000  # some 10,000 members; an image set has two
NPZ_HEADER_LENGTH = 10_000  # characters of an array's description; a plain one's has 100
NPZ_DIMENSIONS = 8
IMAGE_SET_BYTES = 500_000_000  # 600,000 pictures of 28 x 28
SET_ROWS = 200_000  # pictures or drawings of one test set, each a glyph of 3 kB while it is measured
CACHE_BYTES = 100_000_000  # an evaluation of 200,000 rows has 2 MB, the features of 60,000 digits 8 MB

# --- pictures ---
PICTURE_PIXELS = 80_000_000  # a photograph of 50 megapixels, and one of 60 where somebody has such a camera
PACKED_PIXELS = 51_000_000  # a photograph of 50; WebP's, AVIF's and HEIC's decoders need three copies, so do 32 bits

# --- ink ---
DRAWING_POINTS = 300_000  # of one drawing: half an hour of a pen that reports 200 points a second
DRAWING_STROKES = 20_000  # of one drawing: a thick notebook
NUMBER_STROKES = 500  # of a drawing or picture that is read as one number; a digit has one to five
NUMBER_LENGTH = 5_000  # of a number's strokes, each as long as its pen went in its own sizes; a digit's is 2 to 10
TAUGHT_DRAWINGS = 2_000  # that a model is taught at once: beyond that, a training does better
CLASS_DRAWINGS = 10_000  # that a model of one's own classes is trained on: what its layers see of them takes 300 MB
OWN_CLASSES = 200  # of one model: a chart of bars and a confusion matrix that somebody can read have far fewer
INK_BYTES = 500_000_000  # of an ink file, unpacked; the largest of "Quick, Draw!" have 200 MB
INK_LINE_BYTES = 20_000_000  # one drawing's; the largest that is allowed has 10 MB
INK_LINES = 2_000_000  # of an ink file, blank ones included
FILE_DRAWINGS = 500_000  # of one file, whatever its format
FILE_STROKES = 2_000_000
FILE_POINTS = 10_000_000
FILE_VALUES = 5_000_000  # of the keys that are kept as they are, together
EXTRA_VALUES = 10_000  # of those of one drawing

# --- originals of pen strokes (data import) ---
ORIGINAL_BYTES = 50_000_000  # of UNIPEN, pendigits or UJI, unpacked, and of all that a UNIPEN file includes
ORIGINAL_LINES = 3_000_000  # pendigits has 500,000, a point on each
ORIGINAL_LINE_CHARS = 6_000_000  # UJI has a stroke on one line
INKML_BYTES = 20_000_000
INKML_ELEMENTS = 500_000
INKML_DEPTH = 100  # elements within each other
INKML_CHANNELS = 100  # numbers of one point
INCLUDES = 2_000  # files that a UNIPEN file asks for, directly or not
INCLUDE_DEPTH = 8  # files that include files
FOLDER_FILES = 100_000  # that are looked at in a folder and in the folders in it
FOLDER_DEPTH = 30  # folders within each other
HEAD_BYTES = 1_000_000  # of a file in a folder, by which its format is recognised

# --- datasets ---
IDX_BYTES = 600_000_000  # unpacked; EMNIST's largest file has 550 MB
