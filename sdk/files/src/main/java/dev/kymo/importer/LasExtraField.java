package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import java.util.ArrayList;
import java.util.List;

/// One field of a record's extra bytes, as its VLR describes it.
///
/// @param type of each of the `count` values; bytes without a description of theirs are UINT8
/// @param scale per value; meant only when `scaled`
/// @param shift per value; meant only when `scaled`
record LasExtraField(String name, Datatype type, int count, boolean scaled, double[] scale, double[] shift) {
    private static final Datatype[] TYPES = {
        Datatype.UINT8,
        Datatype.INT8,
        Datatype.UINT16,
        Datatype.INT16,
        Datatype.UINT32,
        Datatype.INT32,
        Datatype.UINT64,
        Datatype.INT64,
        Datatype.FLOAT32,
        Datatype.FLOAT64
    };

    /// Types 1 to 10 are single values; 11 to 20 pairs, 21 to 30 triples of the same (deprecated, still written).
    private static final int LAST_TYPE = 3 * TYPES.length;

    int widthBytes() {
        return type.byteWidth() * count;
    }

    /// @param roomBytes how many extra bytes each record has
    static List<LasExtraField> parse(final SourceFile file, final List<LasHeader.Range> payloads, final int roomBytes)
            throws ImportException {
        final List<LasExtraField> fields = new ArrayList<>();
        int used = 0;
        for (final LasHeader.Range payload : payloads) {
            if (payload.length() % LasDescriptor.EXTRA_BYTES != 0) {
                throw file.error(
                        payload.offset(),
                        "length of the extra bytes VLR",
                        "a multiple of " + LasDescriptor.EXTRA_BYTES,
                        payload.length());
            }
            for (long i = 0; i < payload.length() / LasDescriptor.EXTRA_BYTES; i++) {
                final long at = payload.offset() + i * LasDescriptor.EXTRA_BYTES;
                final LasExtraField field = parse(file, at);
                if (field.widthBytes() > roomBytes - used) {
                    throw file.error(
                            at,
                            "extra field " + field.name,
                            "at most " + (roomBytes - used) + " bytes (the record length leaves no more)",
                            field.widthBytes());
                }
                used += field.widthBytes();
                if (field.count > 0) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    private static LasExtraField parse(final SourceFile file, final long at) throws ImportException {
        final int code = file.u8(at + LasDescriptor.EXTRA_TYPE_OFFSET);
        final int options = file.u8(at + LasDescriptor.EXTRA_OPTIONS_OFFSET);
        final String name = file.text(at + LasDescriptor.EXTRA_NAME_OFFSET, LasDescriptor.EXTRA_NAME_BYTES);
        if (code > LAST_TYPE) {
            throw file.error(
                    at + LasDescriptor.EXTRA_TYPE_OFFSET, "type of extra field " + name, "0 to " + LAST_TYPE, code);
        }
        final double[] scale = {1, 1, 1};
        final double[] shift = {0, 0, 0};
        if (code == 0) {
            return new LasExtraField(name, Datatype.UINT8, options, false, scale, shift);
        }
        final int count = 1 + (code - 1) / TYPES.length;
        boolean scaled = false;
        for (int k = 0; k < count; k++) {
            if ((options & LasDescriptor.EXTRA_HAS_SCALE) != 0) {
                final double value = file.f64(at + LasDescriptor.EXTRA_SCALE_OFFSET + (long) k * Double.BYTES);
                // Some writers set the bit and leave the scale zero: that would wipe the values out.
                scale[k] = Double.isFinite(value) && value != 0 ? value : 1;
            }
            if ((options & LasDescriptor.EXTRA_HAS_SHIFT) != 0) {
                shift[k] = file.f64(at + LasDescriptor.EXTRA_SHIFT_OFFSET + (long) k * Double.BYTES);
            }
            scaled |= scale[k] != 1 || shift[k] != 0;
        }
        return new LasExtraField(name, TYPES[(code - 1) % TYPES.length], count, scaled, scale, shift);
    }
}
