package io.jmp.samples;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Concurrent clients of a server that finds primes, each with one request after the other: every twentieth never ends by itself. */
final class HttpLoad {

    private static final Pattern AFTER = Pattern.compile("after (\\d+) ms");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final int size;
    private final String answer;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> ended = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param size what the requests that end ask for
     * @param answer the right answer to them
     */
    HttpLoad(int port, int size, String answer) {
        this.port = port;
        this.size = size;
        this.answer = answer;
    }

    /** Lets clients send for a time, and waits for the last answer. */
    Result run(int clients, Duration time) throws InterruptedException {
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() - begin < time.toNanos()) {
                    send(sent.incrementAndGet() % 20 == 0);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(sent.get(), good.get(), ended.size(), slow.get(), List.copyOf(wrong),
                ended.stream().max(Integer::compare).orElse(0), (System.nanoTime() - begin) / 1_000_000);
    }

    private void send(boolean loops) {
        URI uri = URI.create("http://127.0.0.1:" + port + (loops ? "/loop" : "/" + size));
        try {
            HttpResponse<String> response = http.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(),
                    HttpResponse.BodyHandlers.ofString());
            Matcher after = AFTER.matcher(response.body());
            if (response.statusCode() == 503 && after.find()) {
                if (loops) {
                    ended.add(Integer.parseInt(after.group(1)));
                } else {
                    slow.incrementAndGet();
                }
            } else if (!loops && response.statusCode() == 200 && response.body().equals(answer)) {
                good.incrementAndGet();
            } else {
                wrong.add(uri.getPath() + ": " + response.statusCode() + " " + response.body());
            }
        } catch (Exception e) {
            wrong.add(uri.getPath() + ": " + e);
        }
    }

    /**
     * What became of the requests.
     *
     * @param sent how many were sent
     * @param good how many got the right answer
     * @param ended how many of those that loop were ended by the limit
     * @param slow how many of the others took longer than the limit
     * @param wrong the other answers, and errors
     * @param longestLoop after how many milliseconds the slowest of those that loop was ended
     * @param millis how long all took
     */
    record Result(int sent, int good, int ended, int slow, List<String> wrong, int longestLoop, long millis) {

        /** Good answers a second. */
        double throughput() {
            return good * 1000.0 / millis;
        }
    }
}
