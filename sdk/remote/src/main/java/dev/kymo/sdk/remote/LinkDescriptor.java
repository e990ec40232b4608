package dev.kymo.sdk.remote;

/// What goes over a connection between a recorder that serves and a program that logs (a *sender*) or a
/// viewer. Little-endian.
///
/// First each side sends 64 bytes, the caller before the recorder. What is not shown is 0.
///
/// ```text
///   HELLO:    0       8         12     16                24               32            40
///             +-------+---------+------+-----------------+----------------+-------------+-----+--- ~
///             | magic | version | role | session id, high | session id, low | first table | pid |
///             +-------+---------+------+-----------------+----------------+-------------+-----+--- ~
///   WELCOME:  0       8         12       16               24
///             +-------+---------+--------+----------------+-----+--- ~
///             | magic | version | status | expected table | pid |
///             +-------+---------+--------+----------------+-----+--- ~
/// ```
///
/// Then each sends frames:
///
/// ```text
///             0      4             8        12    16
///             +------+-------------+--------+-----+------------- ~
///             | type | body length | CRC32C |  0  |  body
///             +------+-------------+--------+-----+------------- ~
/// ```
///
/// The CRC32C is of the first 8 bytes and the body. Bodies:
///
/// | type | from | body |
/// |---|---|---|
/// | 1 DECLARE | sender | kind (i32), length (i32), declaration, zeros up to a multiple of 8 |
/// | 2 TABLE | sender | number (i64), rows (i32), 0 (i32), rows dropped so far (i64); the rows, see below |
/// | 3 PING | all | nothing |
/// | 4 GOODBYE | sender | nothing |
/// | 5 ACKNOWLEDGE | recorder | number (i64): this table and all before are kept; rows refused (i64) |
/// | 6 FILE | recorder | file number (i32), 0 (i32), its name (UTF-8) |
/// | 7 BYTES | recorder | file number (i32), 0 (i32), offset (i64), bytes of the file |
/// | 8 CAUGHT_UP | recorder | nothing |
/// | 9 END | recorder | why (UTF-8) |
///
/// A row of a table is its length (i32), 0 (i32), the row, zeros up to a multiple of 8. Declarations and rows are those
/// of
/// [dev.kymo.ring.DeclarationFormat] and [dev.kymo.ring.RowDescriptor].
public final class LinkDescriptor {
    /// `KYMOLINK` in the order of the bytes.
    public static final long MAGIC = 0x4B4E494C_4F4D594BL;
    public static final int VERSION = 1;
    /// Where recorders listen unless told otherwise.
    public static final int DEFAULT_PORT = 9877;

    public static final int GREETING_LENGTH = 64;
    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int ROLE_OFFSET = 12;
    public static final int SESSION_HIGH_OFFSET = 16;
    public static final int SESSION_LOW_OFFSET = 24;
    public static final int FIRST_TABLE_OFFSET = 32;
    public static final int HELLO_PID_OFFSET = 40;
    public static final int STATUS_OFFSET = 12;
    public static final int EXPECTED_TABLE_OFFSET = 16;
    public static final int WELCOME_PID_OFFSET = 24;

    /// Roles.
    public static final int SENDER = 1;

    public static final int VIEWER = 2;

    /// Statuses of a welcome: come in.
    public static final int TAKEN = 0;
    /// The versions differ; the recorder's own is in its welcome.
    public static final int OTHER_VERSION = 1;
    /// There are as many connections as may be.
    public static final int TOO_MANY = 2;
    /// The recorder does not do what the role wants.
    public static final int NOT_SERVED = 3;

    public static final int TYPE_OFFSET = 0;
    public static final int LENGTH_OFFSET = 4;
    public static final int CRC_OFFSET = 8;
    /// What of a frame's header the checksum covers.
    public static final int CHECKED_HEADER_LENGTH = 8;
    public static final int HEADER_LENGTH = 16;

    public static final int DECLARE = 1;
    public static final int TABLE = 2;
    public static final int PING = 3;
    public static final int GOODBYE = 4;
    public static final int ACKNOWLEDGE = 5;
    public static final int FILE = 6;
    public static final int BYTES = 7;
    public static final int CAUGHT_UP = 8;
    public static final int END = 9;

    public static final int TABLE_NUMBER_OFFSET = 0;
    public static final int TABLE_ROWS_OFFSET = 8;
    public static final int TABLE_DROPPED_OFFSET = 16;
    public static final int TABLE_HEADER_LENGTH = 24;
    /// Before a row, and before a declaration, there with its kind first.
    public static final int RECORD_HEADER_LENGTH = 8;

    public static final int ACKNOWLEDGE_LENGTH = 16;
    public static final int BYTES_HEADER_LENGTH = 16;
    public static final int FILE_HEADER_LENGTH = 8;

    /// The longest body of a table.
    public static final int MAX_TABLE_LENGTH = 64 << 20;
    /// The longest body of a declaration, with its header.
    public static final int MAX_DECLARE_LENGTH = 1 << 20;
    /// The most bytes of declarations in a session.
    public static final int MAX_DECLARED_BYTES = 16 << 20;
    /// The longest run of a file's bytes in one frame.
    public static final int MAX_FILE_BYTES = 1 << 18;

    private static final int MAX_TEXT_LENGTH = 4096;
    private static final int ALIGNMENT = 8;

    private LinkDescriptor() {}

    /// The longest body of a type; negative for a type that there is not.
    public static int maxLength(final int type) {
        return switch (type) {
            case DECLARE -> MAX_DECLARE_LENGTH;
            case TABLE -> MAX_TABLE_LENGTH;
            case PING, GOODBYE, CAUGHT_UP -> 0;
            case ACKNOWLEDGE -> ACKNOWLEDGE_LENGTH;
            case FILE -> FILE_HEADER_LENGTH + MAX_TEXT_LENGTH;
            case BYTES -> BYTES_HEADER_LENGTH + MAX_FILE_BYTES;
            case END -> MAX_TEXT_LENGTH;
            default -> -1;
        };
    }

    /// Bytes up to the next multiple of 8.
    public static long aligned(final long length) {
        return length + (ALIGNMENT - 1) & -ALIGNMENT;
    }
}
