package io.tidemark.it.exactness;

import io.tidemark.examples.ads.AdEvents;
import io.tidemark.examples.ads.AdModel;
import io.tidemark.testkit.layers.LayersTester;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example over three topics: both layers say what the plain fold does. */
final class AdsInLayersTest {
    @Test
    void theFunnelAndTheJourneysAreThePlainFold() {
        AdEvents events = new AdEvents(150, 1);
        for (String aggregation : List.of("funnel", "journeys")) {
            LayersTester.of(new AdModel(), aggregation)
                    .events(AdModel.VIEWS, events.views().subList(0, 30))
                    .events(AdModel.CLICKS, events.clicks().subList(0, 15))
                    .events(AdModel.PURCHASES, events.purchases().subList(0, 10))
                    .check(2);
        }
    }
}
