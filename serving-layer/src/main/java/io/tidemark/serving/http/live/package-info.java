/**
 * Live updates as server-sent events. No client holds up another, a flip or a request: each is brought up to date on its
 * own, and one that cannot be is told why and is gone. Read {@link io.tidemark.serving.http.live.LiveUpdates} first.
 */
package io.tidemark.serving.http.live;
