package io.tidemark.bench.tidemark;

import io.tidemark.event.Name;

/** An ad event of the Yahoo Streaming Benchmark, with all of its fields. */
public record AdEvent(
        @Name("user_id") String userId,
        @Name("page_id") String pageId,
        @Name("ad_id") String adId,
        @Name("ad_type") String adType,
        @Name("event_type") String eventType,
        @Name("event_time") long eventTime,
        @Name("ip_address") String ipAddress) {

    /** Whether somebody saw the ad, as opposed to clicking it or buying. */
    public boolean isView() {
        return "view".equals(eventType);
    }
}
