package dev.kymo.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// The chart of `kymo bench flight`.
final class FlightChartTest {
    @Test
    void shouldBeXmlWithAPointForEachCloudHigherForWhatTakesLonger() throws Exception {
        final String svg = new FlightChart(
                        "a < b",
                        List.of(10_000_000L, 1_000_000_000L),
                        List.of(new FlightChart.Line("clock", "#123456", List.of(10.0, 40.0))))
                .svg();
        final Document read = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertEquals(2, read.getElementsByTagName("circle").getLength());
        final Element small = (Element) read.getElementsByTagName("circle").item(0);
        final Element large = (Element) read.getElementsByTagName("circle").item(1);
        assertTrue(number(small, "cx") < number(large, "cx"), svg);
        assertTrue(number(small, "cy") > number(large, "cy"), svg);
        assertTrue(svg.contains("10.0 M") && svg.contains("1000 M"), svg);
    }

    private static double number(final Element of, final String attribute) {
        return Double.parseDouble(of.getAttribute(attribute));
    }
}
