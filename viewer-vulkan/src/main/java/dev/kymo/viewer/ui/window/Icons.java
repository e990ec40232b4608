package dev.kymo.viewer.ui.window;

/// Characters of the icon font (Font Awesome 6, solid), merged into the text fonts.
public final class Icons {
    public static final String PLAY = "\uf04b";
    public static final String PAUSE = "\uf04c";
    public static final String STEP_BACK = "\uf048";
    public static final String STEP_FORWARD = "\uf051";
    public static final String TO_START = "\uf049";
    public static final String TO_END = "\uf050";
    public static final String LOOP = "\uf2f9";
    public static final String FOLLOW = "\uf519";
    public static final String EYE = "\uf06e";
    public static final String EYE_OFF = "\uf070";
    public static final String SEARCH = "\uf002";
    public static final String CLEAR = "\uf00d";
    public static final String CUBE = "\uf1b2";
    public static final String POINTS = "\uf78c";
    public static final String LINES = "\uf55b";
    public static final String BOX = "\uf466";
    public static final String CAMERA = "\uf030";
    public static final String IMAGE = "\uf03e";
    public static final String DEPTH = "\uf5fd";
    public static final String SCALAR = "\uf201";
    public static final String TEXT = "\uf15c";
    public static final String LOG = "\uf03a";
    public static final String MOVE = "\uf047";
    public static final String SPAN = "\uf828";
    public static final String FOLDER = "\uf07b";
    public static final String FOLDER_OPEN = "\uf07c";
    public static final String ENTITY = "\uf111";
    public static final String INFO = "\uf05a";
    public static final String WARNING = "\uf071";
    public static final String ERROR = "\uf06a";
    public static final String MENU = "\uf0c9";
    public static final String COPY = "\uf0c5";
    public static final String LIVE = "\uf519";
    public static final String CLOUD = "\uf61f";
    public static final String STOPWATCH = "\uf2f2";
    public static final String CLOCK = "\uf017";
    public static final String STATIC = "\uf08d";
    public static final String LIST = "\uf0cb";
    public static final String FILE = "\uf15b";
    public static final String PANEL_LEFT = "\uf191";
    public static final String HOME = "\uf015";
    public static final String FRAME = "\uf065";
    public static final String GAUGE = "\uf625";
    public static final String MEMORY = "\uf538";
    public static final String PLUS = "\uf067";

    /// First and last character of the font's private range.
    static final short[] RANGE = {(short) 0xe000, (short) 0xf8ff, 0};

    private Icons() {}
}
