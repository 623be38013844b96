package io.discordgateway.spring;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of style.md on visibility and packages.
 */
class ArchitectureTests {

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.discordgateway.spring");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.discordgateway.spring.(*)..").should().beFreeOfCycles().check(classes);
	}

	@Test
	void theRootDependsOnNoOtherPackageOfTheStarter() {
		classes().that()
			.resideInAPackage("io.discordgateway.spring")
			.should()
			.onlyDependOnClassesThat()
			.resideOutsideOfPackage("io.discordgateway.spring.*..")
			.check(classes);
	}

	@Test
	void whatCarriesBytesKnowsNoShard() {
		noClasses().that()
			.resideInAPackage("io.discordgateway.spring.transport..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.discordgateway.spring.driver..", "io.discordgateway.spring.dispatch..",
					"io.discordgateway.spring.autoconfigure..", "io.discordgateway.protocol..")
			.check(classes);
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(classes);
	}

	@Test
	void beanMethodsArePackagePrivate() {
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(classes);
	}

	@Test
	void failureAnalyzersArePackagePrivate() {
		classes().that().areAssignableTo(FailureAnalyzer.class).should().bePackagePrivate().check(classes);
	}

}
