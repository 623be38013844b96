package io.discordgateway.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Opens the page in a real browser. {@code -Ddocs.write=true} takes the README's pictures
 * anew, which needs two minutes for a full chart.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
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

	@Test
	void theReadmesPicturesAreTaken() throws IOException {
		assumeTrue(WRITE_DOCS, "Skipped: pictures are taken with -Ddocs.write=true");
		Files.createDirectories(IMAGES);
		open(1280, 1036, "light");
		Awaitility.await()
			.atMost(Duration.ofMinutes(4))
			.pollInterval(Duration.ofSeconds(1))
			.until(() -> text("#total-uptime").matches("2 min [3-9].*|[3-9] min.*"));
		picture("page-light.png");
		open(1280, 1036, "dark");
		within(30).until(() -> newestEvent() > 0);
		picture("page-dark.png");
	}

	private void open(int width, int height, String scheme) {
		browser().manage().window().setSize(new Dimension(width, height));
		browser().executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
		browser().executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		browser().get("http://localhost:" + this.port + "/");
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

}
