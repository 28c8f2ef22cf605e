package io.tidemark.examples.ads;

import io.tidemark.examples.ads.Purchase.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A day of made-up events: each user looks now and then at some advertisements, clicks on a few, and seldom buys. The same
 * seed makes the same day. Owned by one thread.
 */
public final class AdEvents {
    private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final int SECONDS = 86_400;
    private static final int CAMPAIGNS = 12;
    private static final int MOST_VISITS = 4;
    private static final int MOST_VIEWS = 10;
    private static final int MOST_PAUSE = 900;

    private final SplittableRandom chance;
    private final List<View> views = new ArrayList<>();
    private final List<Click> clicks = new ArrayList<>();
    private final List<Purchase> purchases = new ArrayList<>();

    public AdEvents(int users, long seed) {
        chance = new SplittableRandom(seed);
        for (int user = 0; user < users; user++) {
            for (int visits = 1 + chance.nextInt(MOST_VISITS); visits > 0; visits--) {
                visit("user-" + user);
            }
        }
    }

    private void visit(String user) {
        Instant at = DAY.plusSeconds(chance.nextInt(SECONDS));
        List<Item> basket = new ArrayList<>();
        for (int left = 1 + chance.nextInt(MOST_VIEWS); left > 0; left--) {
            at = at.plus(Duration.ofMillis(chance.nextInt(1, MOST_PAUSE * 1000)));
            String campaign = "campaign-" + chance.nextInt(CAMPAIGNS);
            views.add(new View(at, user, campaign));
            if (chance.nextInt(4) == 0) {
                at = at.plusSeconds(1 + chance.nextInt(30));
                boolean isRobot = chance.nextInt(10) == 0;
                clicks.add(new Click(at, user, campaign, isRobot));
                if (!isRobot && chance.nextBoolean()) {
                    basket.add(new Item(campaign, 100 + chance.nextInt(9_900)));
                }
            }
        }
        // Of an empty basket too, by users who gave up at the till.
        if (!basket.isEmpty() || chance.nextInt(10) == 0) {
            purchases.add(new Purchase(at.plusSeconds(60), user, basket));
        }
    }

    public List<View> views() {
        return List.copyOf(views);
    }

    public List<Click> clicks() {
        return List.copyOf(clicks);
    }

    public List<Purchase> purchases() {
        return List.copyOf(purchases);
    }
}
