package io.tidemark.examples.ads;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctExact;
import static io.tidemark.aggregator.Aggregators.first;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.Events;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** From three topics: how far campaigns bring users, hour by hour, and what users do in one go. */
public final class AdModel implements TidemarkModel {
    public static final String VIEWS = "views";
    public static final String CLICKS = "clicks";
    public static final String PURCHASES = "purchases";

    private static final int MOST_USERS = 10_000;

    @Override
    public void define(ModelBuilder model) {
        StreamBuilder<View> views = model.stream(VIEWS, View.class).eventTime(View::at);
        StreamBuilder<Click> clicks = model.stream(CLICKS, Click.class).eventTime(Click::at);
        StreamBuilder<Purchase> purchases =
                model.stream(PURCHASES, Purchase.class).eventTime(Purchase::at);
        Events<Touch> touches = model.union(
                views.map(Touch.class, view -> new Touch(view.user(), view.campaign(), Touch.Kind.VIEW)),
                clicks.filter(click -> !click.robot())
                        .map(Touch.class, click -> new Touch(click.user(), click.campaign(), Touch.Kind.CLICK)),
                purchases.flatMap(Touch.class, Purchase::touches));
        model.aggregation("funnel")
                .over(touches)
                .groupBy("campaign", Touch::campaign)
                .tile(Duration.ofHours(1))
                .metric("views", count(), Touch::isView)
                .metric("clicks", count(), Touch::isClick)
                .metric("sold", count(), Touch::isPurchase)
                .metric("cents", sum(Touch::cents))
                .metric("buyers", distinctExact(Touch::user, MOST_USERS), Touch::isPurchase);
        model.aggregation("journeys")
                .over(touches)
                .groupBy("user", Touch::user)
                .tile(Duration.ofHours(1))
                .sessions(Duration.ofMinutes(30))
                .metric("touches", count())
                .metric("clicks", count(), Touch::isClick)
                .metric("cents", sum(Touch::cents))
                .metric("began_with", first(Touch::campaign));
    }
}
