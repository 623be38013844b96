package io.discordgateway;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Keeps the core free of network, threads, clock and chance.
 */
@AnalyzeClasses(packages = "io.discordgateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule coreDependsOnLittle = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.discordgateway..", "java.lang..", "java.io", "java.math", "java.net", "java.nio",
				"java.nio.charset", "java.time..", "java.util", "java.util.function", "java.util.random",
				"java.util.regex", "java.util.stream", "java.util.zip", "org.jspecify..", "tools.jackson..",
				"com.github.luben.zstd..", "java.security", "com.fasterxml.jackson.annotation");

	@ArchTest
	static final ArchRule digestsStayInConnection = noClasses().that()
		.resideOutsideOfPackage("..connection..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("java.security");

	@ArchTest
	static final ArchRule connectionIsAShell = noClasses().that()
		.resideInAPackage("..connection..")
		.should()
		.dependOnClassesThat()
		.haveFullyQualifiedName("io.discordgateway.codec.MessageDecoder")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("io.discordgateway.codec.PayloadWriter")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("io.discordgateway.codec.ControlPayloads");

	@ArchTest
	static final ArchRule coreTouchesNoNetworkAndNoFiles = noClasses().should()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.io.File")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.io.FileInputStream")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.net.Socket")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.net.URL")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.net.InetAddress")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Thread.class);

	@ArchTest
	static final ArchRule coreReadsNoClock = noClasses().should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Clock.class);

	@ArchTest
	static final ArchRule coreHasNoChanceOfItsOwn = noClasses().should()
		.dependOnClassesThat()
		.areAssignableTo(Random.class)
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(ThreadLocalRandom.class)
		.orShould()
		.callMethod(Math.class, "random")
		.orShould()
		.callMethod(UUID.class, "randomUUID");

	@ArchTest
	static final ArchRule jacksonStaysInCodecAndModel = noClasses().that()
		.resideOutsideOfPackages("..codec..", "..model..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("tools.jackson..");

	@ArchTest
	static final ArchRule payloadHoldsValues = classes().that()
		.resideInAPackage("..payload..")
		.and()
		.doNotHaveSimpleName("Token")
		.should()
		.beRecords()
		.orShould()
		.beEnums()
		.orShould()
		.beInterfaces();

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("io.discordgateway.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule staticsAreConstants = fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);

}
