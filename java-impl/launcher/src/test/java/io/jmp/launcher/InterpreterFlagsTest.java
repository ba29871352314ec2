package io.jmp.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InterpreterFlagsTest {

    private static InterpreterFlags of(String... args) {
        @CommandLine.Command
        class Command {
            @CommandLine.Mixin
            private final InterpreterFlags flags = new InterpreterFlags();
        }
        Command command = new Command();
        new CommandLine(command).parseArgs(args);
        return command.flags;
    }

    @Test
    void noneIsNoOption() {
        assertEquals(Map.of(), of().options());
        assertTrue(of().readEnvironment());
    }

    @Test
    void isolationIsThreeFlags() {
        InterpreterFlags flags = of("-I");
        assertFalse(flags.readEnvironment());
        assertEquals(Map.of("python.IsolateFlag", "true", "python.IgnoreEnvironmentFlag", "true", "python.SafePathFlag", "true",
                "python.NoUserSiteFlag", "true"), flags.options());
    }

    @Test
    void warningsAreKeptInTheirOrder() {
        assertEquals("error,ignore::UserWarning", of("-Werror", "-W", "ignore::UserWarning").options().get("python.WarnOptions"));
    }

    @Test
    void flagsMayComeInOneWordAndTwice() {
        assertEquals(Map.of("python.NoUserSiteFlag", "true", "python.UnbufferedIO", "true", "python.PythonOptimizeFlag", "true"),
                of("-su", "-OO").options());
    }

    @Test
    void whatHasNoMeaningHereIsAccepted() {
        assertEquals(Map.of(), of("-B", "-bb", "-d", "-R", "-X", "faulthandler").options());
    }

    @Test
    void withoutSiteNothingForcesIt() {
        assertEquals(Map.of("python.NoSiteFlag", "true", "python.ForceImportSite", "false"), of("-S").options());
    }
}
