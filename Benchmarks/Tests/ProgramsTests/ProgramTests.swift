import Programs
import Testing

@Suite struct ProgramTests {
  @Test func `what a program prints comes back, and the first of it before the end`() throws {
    let result = try Program("sh", ["-c", "printf one; sleep 0.2; printf two"]).run()
    #expect(result.text == "onetwo")
    let first = try #require(result.secondsToOutput)
    #expect(first < result.seconds - 0.1)
    #expect(result.peakResidentBytes > 0)
  }

  @Test func `a program without output has no first of it`() throws {
    #expect(try Program("true", []).run().secondsToOutput == nil)
  }

  @Test func `variables reach the program beside those that are there`() throws {
    let program = Program("sh", ["-c", "echo $ADDED ${PATH:+kept}"], environment: ["ADDED": "yes"])
    #expect(try program.run().text == "yes kept\n")
  }

  @Test func `work of the processor is counted, waiting is not`() throws {
    let waiting = try Program("sleep", ["0.3"]).run()
    #expect(waiting.processorSeconds < 0.5 * waiting.seconds)
  }

  @Test func `a failure tells the command, the status and what was said`() {
    let program = Program("sh", ["-c", "echo so >&2; exit 3"])
    #expect {
      try program.run()
    } throws: { error in
      let text = "\(error)"
      return text.contains("status 3") && text.contains("sh -c 'echo so >&2; exit 3'")
        && text.hasSuffix("so\n")
    }
  }

  @Test func `a program that a signal ends has failed`() {
    #expect(throws: ProgramError.self) { try Program("sh", ["-c", "kill -9 $$"]).run() }
  }

  @Test func `a program that is not there cannot start`() {
    #expect(throws: ProgramError.self) { try Program("no-such-program-here", []).run() }
  }

  @Test func `words of a command line are quoted where a shell would split or read them`() {
    let program = Program("a", ["b c", "it's", "", "x=1", "$HOME"], environment: ["V": "1 2"])
    #expect(program.commandLine == #"V='1 2' a 'b c' 'it'\''s' '' x=1 '$HOME'"#)
  }
}

#if os(Linux)
  @Suite struct ProcessorsTests {
    @Test func `busy time leaves out idling and waiting, and counts stolen time`() throws {
      let one = try #require(Processors.busySeconds(statistics: "cpu  100 0 0 500 70 0 0 0 0 0\n"))
      let two = try #require(
        Processors.busySeconds(statistics: "cpu  100 0 0 900 99 0 0 100 0 0\n"))
      #expect(two == 2 * one)
    }

    @Test(arguments: ["", "cpu0 1 2 3 4 5 6 7 8\n", "cpu  1 2 3\n"])
    func `statistics of another form give nothing`(_ text: String) {
      #expect(Processors.busySeconds(statistics: text) == nil)
    }
  }
#endif
