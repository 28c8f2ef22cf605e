/**
 * An advertiser's events in three topics, views, clicks and purchases, united into one funnel for each campaign and one
 * journey for each user. The data are made up, from a seed. Uses {@code shared-model} only, as a user would. Read {@link
 * io.tidemark.examples.ads.AdModel} first.
 */
package io.tidemark.examples.ads;
