package dev.kymo.importer;

/// Where things are in a LAS file, by the ASPRS LAS specification 1.4-R15. All numbers are little-endian.
///
///     header (227 B; 1.3: 235 B; 1.4: 375 B) | VLRs | [gap] | points | [waveforms] | [EVLRs]
///
///     VLR  = reserved u16 | user id 16 | record id u16 | length u16 | description 32 | payload
///     EVLR = reserved u16 | user id 16 | record id u16 | length u64 | description 32 | payload
final class LasDescriptor {
    static final String SIGNATURE = "LASF";

    static final int VERSION_MAJOR_OFFSET = 24;
    static final int VERSION_MINOR_OFFSET = 25;
    static final int HEADER_SIZE_OFFSET = 94;
    static final int POINTS_OFFSET_OFFSET = 96;
    static final int VLR_COUNT_OFFSET = 100;
    static final int FORMAT_OFFSET = 104;
    static final int RECORD_LENGTH_OFFSET = 105;
    static final int LEGACY_COUNT_OFFSET = 107;
    static final int SCALE_OFFSET = 131;
    static final int SHIFT_OFFSET = 155;
    /// Maximum and minimum of x, then of y, then of z.
    static final int BOUNDS_OFFSET = 179;
    static final int EVLR_START_OFFSET = 235;
    static final int EVLR_COUNT_OFFSET = 243;
    static final int COUNT_OFFSET = 247;

    static final int HEADER_BYTES_1_2 = 227;
    static final int HEADER_BYTES_1_3 = 235;
    static final int HEADER_BYTES_1_4 = 375;

    /// Set in the format byte by LASzip.
    static final int COMPRESSED_BIT = 0x80;
    static final int FORMAT_MASK = 0x3f;

    static final int VLR_HEADER_BYTES = 54;
    static final int EVLR_HEADER_BYTES = 60;
    static final int VLR_USER_ID_OFFSET = 2;
    static final int VLR_USER_ID_BYTES = 16;
    static final int VLR_RECORD_ID_OFFSET = 18;
    static final int VLR_LENGTH_OFFSET = 20;

    static final String SPEC_USER_ID = "LASF_Spec";
    static final int EXTRA_BYTES_RECORD_ID = 4;
    static final String LASZIP_USER_ID = "laszip encoded";
    static final int LASZIP_RECORD_ID = 22204;

    /// Bytes of a point of each format, extra bytes not counted.
    private static final int[] RECORD_BYTES = {20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67};
    /// Where each format keeps GPS time, RGB, NIR and the wave packet; [#ABSENT] when it does not.
    private static final int[] GPS_TIME = {-1, 20, -1, 20, 20, 20, 22, 22, 22, 22, 22};
    private static final int[] RGB = {-1, -1, 20, 28, -1, 28, -1, 30, 30, -1, 30};
    private static final int[] NIR = {-1, -1, -1, -1, -1, -1, -1, -1, 36, -1, 36};
    private static final int[] WAVE = {-1, -1, -1, -1, 28, 34, -1, -1, -1, 30, 38};

    static final int ABSENT = -1;
    static final int LAST_FORMAT = RECORD_BYTES.length - 1;
    /// The first format with the long core record.
    static final int FIRST_LONG_FORMAT = 6;

    static final int INTENSITY = 12;
    static final int RETURNS = 14;
    /// Formats 0 to 5: classification and flags in one byte, then scan angle, user data, source.
    static final int SHORT_CLASSIFICATION = 15;
    static final int SHORT_SCAN_ANGLE = 16;
    static final int SHORT_USER_DATA = 17;
    static final int SHORT_SOURCE = 18;
    /// Formats 6 and up.
    static final int LONG_FLAGS = 15;
    static final int LONG_CLASSIFICATION = 16;
    static final int LONG_USER_DATA = 17;
    static final int LONG_SCAN_ANGLE = 18;
    static final int LONG_SOURCE = 20;

    /// One field of the extra bytes VLR:
    ///
    ///     reserved u16 | type u8 | options u8 | name 32 | unused u32
    ///     no data 24 | min 24 | max 24 | scale 24 | offset 24 | description 32
    static final int EXTRA_BYTES = 192;
    static final int EXTRA_TYPE_OFFSET = 2;
    static final int EXTRA_OPTIONS_OFFSET = 3;
    static final int EXTRA_NAME_OFFSET = 4;
    static final int EXTRA_NAME_BYTES = 32;
    static final int EXTRA_SCALE_OFFSET = 112;
    static final int EXTRA_SHIFT_OFFSET = 136;
    static final int EXTRA_HAS_SCALE = 8;
    static final int EXTRA_HAS_SHIFT = 16;

    private LasDescriptor() {}

    static int recordBytes(final int format) {
        return RECORD_BYTES[format];
    }

    static int gpsTimeOffset(final int format) {
        return GPS_TIME[format];
    }

    static int rgbOffset(final int format) {
        return RGB[format];
    }

    static int nirOffset(final int format) {
        return NIR[format];
    }

    static int waveOffset(final int format) {
        return WAVE[format];
    }
}
