package io.discordgateway.sample;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardState;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Opens the page in a real browser. {@code -Ddocs.write=true} takes the README's pictures
 * anew, which needs two minutes for a full chart.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.test.metrics.export=true")
@ActiveProfiles("local")
class BrowserTests {

	private static final boolean WRITE_DOCS = Boolean.getBoolean("docs.write");

	private static final Path IMAGES = Path.of("../docs/images");

	@TempDir
	private static Path profile;

	private static @Nullable ChromeDriver browser;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void openBrowser() {
		File chromium = find("chromium", "chromium-browser", "google-chrome");
		File driver = find("chromedriver");
		assumeTrue(chromium != null && driver != null,
				"Skipped: chromium and chromedriver are not on the PATH (Debian: apt-get install chromium chromium-driver)");
		ChromeOptions options = new ChromeOptions();

		options.setBinary(chromium);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
				"--user-data-dir=" + profile);
		browser = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(driver).usingAnyFreePort().build(), options);
	}

	@AfterAll
	static void closeBrowser() {
		if (browser != null) {
			browser.quit();
			browser = null;
		}
	}

	@Test
	void thePageShowsShardsEventsAndAnswersAsTheyCome() {
		open(1360, 1080, "light");
		within(30).untilAsserted(() -> {
			assertThat(text("#mode")).isEqualTo("Local gateway");
			assertThat(text("#shards-count")).isEqualTo("2 of 2 connected");
			assertThat(texts("#shards .shard-foot span")).anyMatch((text) -> text.endsWith("ms latency"));
			assertThat(texts("#legend .mono")).contains("MESSAGE_CREATE");
			assertThat(texts("#answers .tag")).contains("!ping");
			assertThat(texts("#channels b")).isNotEmpty();
			assertThat(text("#limit-calls")).matches("[1-9][0-9,]*, 0 refused");
			assertThat(text("#limit-starts")).matches("\\d+ of 1,000.*");
		});
		long events = number("#total-events");
		long newest = newestEvent();
		Object chart = chart();
		within(30).untilAsserted(() -> {
			assertThat(number("#total-events")).isGreaterThan(events);
			assertThat(newestEvent()).isGreaterThan(newest);
			assertThat(chart()).isNotEqualTo(chart);
		});
		assertThat(text("#feed")).isEqualTo("Live");
		assertNothingFromElsewhere();
		assertNoErrors();
	}

	@Test
	void thePausedPageStandsStill() {
		open(1360, 1080, "light");
		within(30).until(() -> newestEvent() > 0);
		browser().findElement(By.id("pause")).click();
		assertThat(text("#feed")).isEqualTo("Paused");
		long events = number("#total-events");
		browser().findElement(By.id("pause")).click();
		within(30).untilAsserted(() -> assertThat(number("#total-events")).isGreaterThan(events));
		assertThat(text("#feed")).isEqualTo("Live");
	}

	@ParameterizedTest
	@CsvSource({ "360, light", "390, dark", "768, light", "1360, dark" })
	void thePageFitsItsWindow(int width, String scheme) {
		open(width, 900, scheme);
		within(30).until(() -> newestEvent() > 0 && !texts("#legend .mono").isEmpty());
		assertThat((Long) script("return document.documentElement.scrollWidth")).isEqualTo(width);
		assertThat(script("return getComputedStyle(document.body).backgroundColor"))
			.isEqualTo(scheme.equals("dark") ? "rgb(18, 20, 28)" : "rgb(243, 244, 248)");
		assertNoErrors();
	}

	@ParameterizedTest
	@CsvSource({ "1360, light", "1360, dark", "390, light" })
	void thePageIsReadableForScreenReaders(int width, String scheme) throws IOException {
		open(width, 900, scheme);
		within(30).untilAsserted(() -> assertThat(texts("#changes .text")).as(text("#feed")).isNotEmpty());
		assertAccessible();
		browser().findElement(By.cssSelector("#faults button")).click();
		assertAccessible();
		open(width, 900, scheme, "/many/index.html");
		within(30).until(() -> texts("#tiles button").size() == ManyShards.SHARDS);
		assertAccessible();
	}

	@Test
	void twoHundredShardsAreTilesAndOneOfThemIsLookedAt() {
		open(1360, 900, "light", "/many/index.html");
		within(30).until(() -> text("#shards-count").equals("199 of 200 connected"));
		assertThat((Long) script("return Math.round(document.querySelector('#tiles').getBoundingClientRect().height)"))
			.as("height of the tiles")
			.isLessThan(360);
		assertThat(
				browser().findElement(By.cssSelector("#tiles li:nth-child(18) button")).getDomAttribute("aria-label"))
			.isEqualTo("Shard 17: backing off, no connection");
		assertThat(texts("#shards li")).isEmpty();
		WebElement tile = browser().findElement(By.cssSelector("#tiles li:nth-child(18) button"));
		tile.sendKeys(Keys.ENTER);
		assertThat(texts("#shards b")).containsExactly("Shard 17");
		assertThat(tile.getDomAttribute("aria-pressed")).isEqualTo("true");
		assertThat((Long) script("return document.documentElement.scrollWidth")).isEqualTo(1360);
	}

	@Test
	void theLocalGatewayMisbehavesWhenItIsToldToAndThePageTellsWhatFollows() {
		open(1360, 900, "light");
		within(30).until(() -> text("#shards-count").equals("2 of 2 connected"));
		WebElement drop = browser().findElement(By.cssSelector("[data-fault='drop']"));
		drop.sendKeys(Keys.ENTER);
		assertThat(text("#confirm-text")).contains("All connections are reset");
		browser().switchTo().activeElement().sendKeys(Keys.ESCAPE);
		within(10).until(() -> !browser().findElement(By.id("confirm")).isDisplayed());
		assertThat(text("#said")).isEmpty();
		drop.sendKeys(Keys.ENTER);
		browser().findElement(By.id("confirm-yes")).sendKeys(Keys.ENTER);
		within(30).untilAsserted(() -> {
			assertThat(text("#said")).isEqualTo("Drop connections: done");
			assertThat(texts("#changes .text")).anyMatch((text) -> text.startsWith("connection lost"))
				.anyMatch((text) -> text.startsWith("resumed"));
			assertThat(browser().findElement(By.id("timeline")).getDomAttribute("aria-label"))
				.matches(".* [2-9] lost connections, [2-9] resumed.*");
		});
		assertNoErrors();
	}

	@Test
	void oneShardIsGivenANewSession() {
		open(1360, 900, "light");
		within(30).until(() -> text("#shards-count").equals("2 of 2 connected"));
		long lost = texts("#changes .text").stream().filter((text) -> text.startsWith("session lost")).count();
		browser().findElement(By.cssSelector("#shards li:nth-child(2) [data-action='RECONNECT']")).click();
		assertThat(text("#confirm-title")).isEqualTo("New session: shard 1");
		browser().findElement(By.id("confirm-yes")).click();
		within(30).untilAsserted(() -> assertThat(
				texts("#changes .text").stream().filter((text) -> text.startsWith("session lost")).count())
			.isGreaterThan(lost));
		within(60).until(() -> text("#shards-count").equals("2 of 2 connected"));
	}

	@Test
	void theReadmesPicturesAreTaken() throws IOException {
		assumeTrue(WRITE_DOCS, "Skipped: pictures are taken with -Ddocs.write=true");
		Files.createDirectories(IMAGES);
		open(1280, 1330, "light");
		within(90).until(() -> text("#total-uptime").startsWith("1 min"));
		browser().findElement(By.cssSelector("[data-fault='drop']")).click();
		browser().findElement(By.id("confirm-yes")).click();
		Awaitility.await()
			.atMost(Duration.ofMinutes(4))
			.pollInterval(Duration.ofSeconds(1))
			.until(() -> text("#total-uptime").matches("2 min [3-9].*|[3-9] min.*"));
		picture("page-light.png");
		open(1280, 1330, "dark");
		within(30).until(() -> newestEvent() > 0);
		picture("page-dark.png");
	}

	private void open(int width, int height, String scheme) {
		open(width, height, scheme, "/");
	}

	private void open(int width, int height, String scheme, String path) {
		browser().manage().window().setSize(new Dimension(width, height));
		browser().executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
		browser().executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		browser().get("http://localhost:" + this.port + path);
	}

	private void assertAccessible() throws IOException {
		try (InputStream axe = getClass().getResourceAsStream("/axe.min.js")) {
			assertThat(axe).isNotNull();
			browser().executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		Object violations = browser().executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run().then((found) => done(found.violations.flatMap((violation) =>
					violation.nodes.map((node) => `${violation.id}: ${node.html} ${node.failureSummary}`))));""");
		assertThat((List<?>) violations).isEmpty();
	}

	private void picture(String name) throws IOException {
		Files.write(IMAGES.resolve(name), browser().getScreenshotAs(OutputType.BYTES));
	}

	private void assertNothingFromElsewhere() {
		assertThat((List<?>) script("return performance.getEntriesByType('resource').map((entry) => entry.name)"))
			.hasSizeGreaterThanOrEqualTo(5)
			.allSatisfy((name) -> assertThat(name.toString()).startsWith("http://localhost:" + this.port + "/"));
	}

	private void assertNoErrors() {
		assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
	}

	private Object chart() {
		return script("return document.querySelector('#rates canvas').toDataURL()");
	}

	private long newestEvent() {
		Object number = script("return Number(document.querySelector('#events tr')?.dataset.number ?? 0)");
		return ((Number) number).longValue();
	}

	private long number(String selector) {
		return Long.parseLong(text(selector).replaceAll("\\D", ""));
	}

	private String text(String selector) {
		return browser().findElement(By.cssSelector(selector)).getText();
	}

	private List<String> texts(String selector) {
		List<?> texts = (List<?>) script(
				"return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent)", selector);
		return texts.stream().map(Object::toString).toList();
	}

	private Object script(String script, Object... arguments) {
		Object result = browser().executeScript(script, arguments);
		assertThat(result).as(script).isNotNull();
		return result;
	}

	private static ChromeDriver browser() {
		ChromeDriver open = browser;
		assertThat(open).isNotNull();
		return open;
	}

	private static ConditionFactory within(int seconds) {
		return Awaitility.await()
			.ignoreException(StaleElementReferenceException.class)
			.atMost(Duration.ofSeconds(seconds));
	}

	private static @Nullable File find(String... names) {
		for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
			for (String name : names) {
				File file = new File(directory, name);
				if (file.canExecute()) {
					return file;
				}
			}
		}
		return null;
	}

	/** The same page once more, over another stream: that of a bot with many shards. */
	@TestConfiguration
	@RestController
	static class ManyShards implements WebMvcConfigurer {

		static final int SHARDS = 200;

		private final LiveFeed feed = new LiveFeed();

		ManyShards() {
			this.feed.start();
		}

		@EventListener(ContextClosedEvent.class)
		void close() {
			this.feed.stop();
		}

		@Override
		public void addResourceHandlers(ResourceHandlerRegistry registry) {
			registry.addResourceHandler("/many/webjars/**")
				.addResourceLocations("classpath:/META-INF/resources/webjars/")
				.resourceChain(true);
			registry.addResourceHandler("/many/**").addResourceLocations("classpath:/static/");
		}

		@GetMapping(path = "/many/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		SseEmitter live() {
			Instant now = Instant.now();
			BotStatistics statistics = new BotStatistics(now);
			statistics.sample(IntStream.range(0, SHARDS)
				.mapToObj((id) -> ShardState
					.builder(new ShardId(id, SHARDS), (id == 17) ? ShardStatus.BACKING_OFF : ShardStatus.CONNECTED, now)
					.heartbeat(Duration.ofMillis(40 + id / 10), null, now)
					.build())
				.toList());
			SseEmitter emitter = this.feed.open(JsonMapper.shared()
				.writeValueAsString(statistics.snapshot(now,
						new DashboardSnapshot.Mode(false, "https://discord.example", "endpoint"),
						new DashboardSnapshot.Limits(900L, 1000L, 3600L, 12, 1, 2, 0.5, 3))));
			assertThat(emitter).isNotNull();
			return emitter;
		}

	}

}
