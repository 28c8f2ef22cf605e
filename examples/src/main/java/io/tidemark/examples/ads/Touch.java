package io.tidemark.examples.ads;

/** What views, clicks and purchases are to an advertiser: a user had to do with a campaign. */
public record Touch(String user, String campaign, Kind kind, long cents) {
    public enum Kind {
        VIEW,
        CLICK,
        PURCHASE
    }

    Touch(String user, String campaign, Kind kind) {
        this(user, campaign, kind, 0);
    }

    boolean isView() {
        return kind == Kind.VIEW;
    }

    boolean isClick() {
        return kind == Kind.CLICK;
    }

    boolean isPurchase() {
        return kind == Kind.PURCHASE;
    }
}
