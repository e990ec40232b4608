package dev.kymo.ring;

/// The journal: declarations and static rows of a producer, in files `journal-0`, `journal-1` and so on that
/// are only ever appended to. How many records there are in all is the control page's word `journal records
/// committed`, stored with release after a record's bytes.
///
/// ```text
///   file:    0        8         12      16         64
///            +--------+---------+-------+----------+------------- ~
///            | magic  | version | index | capacity |  records
///            +--------+---------+-------+----------+------------- ~
///   record:  0      4             8
///            +------+-------------+----------------------- ~
///            | kind | body length |  body, padded to 8
///            +------+-------------+----------------------- ~
/// ```
///
/// Kind 0, or less room than a record's header, means that the next record is in the next file.
///
/// Bodies: *text* is a length in bytes (i32) and UTF-8.
/// - STORE: id (i32), kind (i32: 0 recording, 1 blueprint), application id and recording id (text)
/// - ENTITY: id (i32), number of parts (i32), the unescaped parts (text)
/// - TIMELINE: id (i32), type (i32: 0 sequence, 1 duration, 2 timestamp), name (text)
/// - COMPONENT: id (i32), flags (i32: 1 has an archetype, 2 has a component type), component, archetype,
///   component type (text, those that are there), datatype
/// - STATIC_ROW: [RowDescriptor], all cells inline, no times
/// - FORM: id, store id, entity id (i32 each), number of times (i32), for each its timeline id (i32) and
///   whether it is the row id's time (i32, 0 or 1), number of cells (i32), for each its component id (i32)
///   and number of instances (i32); see [RowForm]
///
/// A datatype is its kind (i32, [DeclarationFormat]), size (i32), number of children (i32), for each its
/// union type id (i32, 0 where there is none), nullable (i32, 0 or 1), name (text) and datatype. Ids of
/// each kind are 0, 1, 2 and so on, in order.
public final class JournalDescriptor {
    /// `KYMOJRNL` in the order of the bytes.
    public static final long MAGIC = 0x4C4E524A4F4D594BL;
    public static final int VERSION = ControlDescriptor.VERSION;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int INDEX_OFFSET = 12;
    public static final int CAPACITY_OFFSET = 16;
    public static final int FIRST_RECORD_OFFSET = 64;

    public static final int KIND_OFFSET = 0;
    public static final int LENGTH_OFFSET = 4;
    public static final int RECORD_HEADER_LENGTH = 8;

    public static final int END = 0;
    public static final int STORE = 1;
    public static final int ENTITY = 2;
    public static final int TIMELINE = 3;
    public static final int COMPONENT = 4;
    public static final int STATIC_ROW = 5;
    /// 6 is a row in a spill segment ([SpillDescriptor#ROW]).
    public static final int FORM = 7;

    private JournalDescriptor() {}
}
