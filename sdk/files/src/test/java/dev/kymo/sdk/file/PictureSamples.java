package dev.kymo.sdk.file;

import static dev.kymo.sdk.file.SampleValues.SIZE;

import dev.kymo.sdk.AssetVideo;
import dev.kymo.sdk.Colormap;
import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.EncodedDepthImage;
import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.MagnificationFilter;
import dev.kymo.sdk.MediaType;
import dev.kymo.sdk.SegmentationImage;
import dev.kymo.sdk.VideoCodec;
import dev.kymo.sdk.VideoFrameReference;
import dev.kymo.sdk.VideoStream;
import java.util.List;
import java.util.function.BiFunction;

/// Pictures and videos.
final class PictureSamples {
    private PictureSamples() {}

    /// @param bytes gives the bytes of a picture in a format such as `png`
    static List<Sample> encoded(final BiFunction<String, Integer, byte[]> bytes) {
        final byte[] png = bytes.apply("png", SIZE);
        return List.of(
                new Sample(
                        "encoded/image",
                        EncodedImage.of(png).opacity(1).drawOrder(2).magnificationFilter(MagnificationFilter.NEAREST),
                        EncodedImage.update().opacity(0.5f),
                        EncodedImage.clearFields()),
                new Sample(
                        "encoded/depth",
                        EncodedDepthImage.of(png, MediaType.PNG, 1000)
                                .colormap(Colormap.TURBO)
                                .depthRange(0, 2)
                                .pointFillRatio(1)
                                .drawOrder(1)
                                .magnificationFilter(MagnificationFilter.LINEAR),
                        EncodedDepthImage.update().meter(100),
                        EncodedDepthImage.clearFields()));
    }

    /// Video that no decoder takes: containers and codecs are their own business.
    static List<Sample> videos() {
        return List.of(
                new Sample(
                        "video/asset",
                        AssetVideo.mp4(new byte[] {0, 0, 0, 8, 'f', 't', 'y', 'p'}),
                        AssetVideo.update().mediaType("video/mp4"),
                        AssetVideo.clearFields()),
                new Sample(
                        "video/frame",
                        VideoFrameReference.of(40_000_000)
                                .videoReference("/video/asset")
                                .opacity(1)
                                .drawOrder(1),
                        VideoFrameReference.update().timestamp(80_000_000),
                        VideoFrameReference.clearFields()),
                new Sample(
                        "video/stream",
                        VideoStream.ofSample((byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 9, (byte) 16)
                                .codec(VideoCodec.H264)
                                .isKeyframe(true)
                                .opacity(1)
                                .drawOrder(1),
                        VideoStream.update().isKeyframe(false),
                        VideoStream.clearFields()));
    }

    static List<Sample> images() {
        final byte[] rgb = new byte[SIZE * SIZE * 3];
        final short[] depths = new short[SIZE * SIZE];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 5);
        }
        for (int i = 0; i < depths.length; i++) {
            depths[i] = (short) (i * 4000);
        }
        return List.of(
                new Sample(
                        "images/rgb",
                        Image.rgb8(rgb, SIZE, SIZE)
                                .opacity(1)
                                .drawOrder(1)
                                .magnificationFilter(MagnificationFilter.NEAREST),
                        Image.update().opacity(0.5f),
                        Image.clearFields()),
                new Sample(
                        "images/depth",
                        DepthImage.u16mm(depths, SIZE, SIZE)
                                .colormap(Colormap.VIRIDIS)
                                .depthRange(0, 60_000)
                                .pointFillRatio(1)
                                .drawOrder(1)
                                .magnificationFilter(MagnificationFilter.NEAREST),
                        DepthImage.update().meter(500),
                        DepthImage.clearFields()),
                new Sample(
                        "images/classes",
                        SegmentationImage.u16(depths, SIZE, SIZE).opacity(1).drawOrder(2),
                        SegmentationImage.update().opacity(0.25f),
                        SegmentationImage.clearFields()));
    }
}
