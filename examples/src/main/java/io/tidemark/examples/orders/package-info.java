/**
 * Orders as they stand in a database, from the changes that Debezium sends of them. Uses {@code shared-model} only, as a user
 * would. Read {@link io.tidemark.examples.orders.OrderModel} first.
 */
package io.tidemark.examples.orders;
