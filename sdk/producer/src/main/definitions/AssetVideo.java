package dev.kymo.sdk;

final class AssetVideo {
    /// The bytes of an MP4 file, borrowed.
    public static AssetVideo mp4(final byte... blob) {
        return update().blob(blob).mediaType(MediaType.MP4);
    }
}
