/**
 * What the shop sells: orders that are functions of their number, so that whoever sends them and whoever checks the answers
 * need not speak to each other. Read {@link io.tidemark.bench.shop.order.Orders} first.
 */
package io.tidemark.bench.shop.order;
