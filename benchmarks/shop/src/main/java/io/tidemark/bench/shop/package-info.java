/**
 * README's shop under more than a shop has: millions of customers, rich metrics under kills, a day in minutes. What is
 * asserted is that the process lives and that every number is right; figures come besides. Read
 * {@link io.tidemark.bench.shop.CustomersMain} first.
 */
package io.tidemark.bench.shop;
