package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.sum;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a record class does, and becomes: both layers make the same of what the log said. */
class WhatTheLogSaidTest extends LoggedEvents {
    record Cents(Instant at, String k, long cents) {
        Cents {
            cents = cents * 100;
        }
    }

    @Test
    void aConstructorThatChangesWhatItIsGivenRunsOnce() throws Exception {
        layers.append("{" + AT + ",'k':'x','cents':1}");
        check(
                model(Cents.class, Cents::at, Cents::k, a -> a.metric("cents", sum(Cents::cents))),
                Map.of("[x]" + TILE, List.of(1L, 100L)));
    }

    record Crossed(Instant at, String k, String other, Instant sent) {
        Crossed(Instant at, String k, String other, Instant sent) {
            this.at = sent;
            this.k = other;
            this.other = k;
            this.sent = at;
        }
    }

    record Replaced(Instant at, String k, String other, Instant sent) {
        Replaced {
            k = other;
            at = sent;
        }
    }

    @Test
    void aConstructorMayPutOneComponentInPlaceOfAnother() throws Exception {
        layers.append("{'at':'2026-11-20T00:00:00Z','k':'no','other':'x','sent':'2026-11-21T09:00:00Z'}");
        check(model(Crossed.class, Crossed::at, Crossed::k, a -> a), Map.of("[x]" + TILE, List.of(1L)));
        check(model(Replaced.class, Replaced::at, Replaced::k, a -> a), Map.of("[x]" + TILE, List.of(1L)));
    }

    record Inner(String name, long cents) {
        Inner {
            cents = cents * 100;
            if (cents < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Outer(Instant at, String k, Inner inner, List<Inner> list, Map<String, Inner> map) {
        long all() {
            long all = inner.cents();
            for (Inner each : list) {
                all += each.cents();
            }
            for (Inner each : map.values()) {
                all += each.cents();
            }
            return all;
        }
    }

    @Test
    void constructorsOfNestedRecordsRunOnceToo() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','inner':{'cents':1},'list':[{'cents':2}],'map':{'m':{'cents':3}}}",
                "{" + AT + ",'k':'x','inner':{'cents':-1},'list':[],'map':{}}",
                "{" + AT + ",'k':'x','inner':{'cents':1},'list':[{'cents':-2}],'map':{}}",
                "{" + AT + ",'k':'x','inner':{'cents':1},'list':[],'map':{'m':{'cents':-3}}}");
        check(
                model(Outer.class, Outer::at, Outer::k, a -> a.metric("cents", sum(Outer::all))),
                Map.of("[x]" + TILE, List.of(1L, 600L)));
    }

    record Loud(Instant at, String k) {
        @Override
        public String k() {
            return k.toUpperCase(Locale.ROOT);
        }
    }

    @Test
    void anAccessorThatThrowsCostsItsRecord() throws Exception {
        layers.append("{" + AT + ",'k':'x'}", "{" + AT + "}", "{" + AT + ",'k':'x'}");
        check(model(Loud.class, Loud::at, Loud::k, a -> a), Map.of("[X]" + TILE, List.of(2L)));
    }

    record Until(Instant at, String k, LocalDate until) {}

    @Test
    void aDateThatNoFileCanHoldCostsItsRecord() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','until':'2027-01-01'}",
                "{" + AT + ",'k':'x','until':'+999999999-12-31'}",
                "{" + AT + ",'k':'x','until':'2027-01-01'}");
        check(model(Until.class, Until::at, Until::k, a -> a), Map.of("[x]" + TILE, List.of(2L)));
    }

    record Strict(Instant at, String k, long n) {
        Strict {
            if (n == 13) {
                throw new AssertionError("unlucky");
            }
        }

        @Override
        public Instant at() {
            if (n == 14) {
                throw new IllegalStateException("no time");
            }
            return at;
        }
    }

    @Test
    void whatConstructorOrEventTimeThrowStopsNoPartition() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','n':1}",
                "{" + AT + ",'k':'x','n':13}",
                "{" + AT + ",'k':'x','n':14}",
                "{" + AT + ",'k':'x','n':2}");
        check(
                model(Strict.class, Strict::at, Strict::k, a -> a.metric("sum", sum(Strict::n))),
                Map.of("[x]" + TILE, List.of(2L, 3L)));
    }
}
