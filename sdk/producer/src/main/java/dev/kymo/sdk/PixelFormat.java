package dev.kymo.sdk;

/// Image formats that a colour model and a channel type can't describe. Y_U_V are three planes, one behind the
/// other; 24, 16 and 12 are bits per pixel (chroma 4:4:4, 4:2:2, 4:2:0). Limited range is 16 to 235 (chroma to
/// 240).
public enum PixelFormat {
    Y_U_V12_LIMITED_RANGE(20),
    /// 4:2:0; a plane of Y, then lines of interleaved U and V. Limited range.
    NV12(26),
    /// 4:2:2; Y0 U0 Y1 V0 in one plane. Limited range.
    YUY2(27),
    Y8_FULL_RANGE(30),
    Y_U_V24_LIMITED_RANGE(39),
    Y_U_V24_FULL_RANGE(40),
    Y8_LIMITED_RANGE(41),
    Y_U_V12_FULL_RANGE(44),
    Y_U_V16_LIMITED_RANGE(49),
    Y_U_V16_FULL_RANGE(50);

    private final byte code;

    PixelFormat(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
