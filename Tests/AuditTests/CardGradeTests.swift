import Machine
import Testing

@testable import Audit

@Suite("Classes of accelerators")
struct CardGradeTests {
  @Test(
    "cards for servers of V100 class and better are known by their makers' names",
    arguments: [
      "Tesla V100-SXM2-16GB", "Tesla V100S-PCIE-32GB", "NVIDIA A100-SXM4-80GB", "NVIDIA A100X",
      "NVIDIA A800-SXM4-80GB", "NVIDIA A30", "NVIDIA A40", "NVIDIA L20", "NVIDIA L40",
      "NVIDIA L40S", "NVIDIA L40G", "NVIDIA H20", "NVIDIA H20-3e", "NVIDIA H100 80GB HBM3",
      "NVIDIA H100 NVL", "NVIDIA H800", "NVIDIA H200 NVL", "NVIDIA GH200 480GB", "NVIDIA B200",
      "NVIDIA GB200", "NVIDIA B300 SXM6 AC", "NVIDIA GB300",
      "NVIDIA RTX PRO 6000 Blackwell Server Edition", "AMD Instinct MI100",
      "AMD Instinct MI250X / MI250", "AMD Instinct MI300X OAM", "AMD Instinct MI308X",
      "AMD Instinct MI355X",
    ])
  func whole(name: String) {
    #expect(CardGrade.isTrainingClass(name))
  }

  @Test(
    "cards of other classes are not taken for them",
    arguments: [
      "NVIDIA GeForce RTX 4090", "NVIDIA RTX A4000", "NVIDIA RTX A3000 Laptop GPU", "Tesla T4",
      "NVIDIA A10", "NVIDIA L4", "NVIDIA A2", "Tesla P100-PCIE-16GB", "NVIDIA GB10",
      "Quadro GV100", "AMD Instinct MI50", "Orin (nvgpu)", "", "MI", "NVIDIA RTX 6000 Ada",
      "NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "MIX 100",
    ])
  func other(name: String) {
    #expect(!CardGrade.isTrainingClass(name))
  }

  private func check(
    _ cards: [InstalledAccelerator], failure: GPULibraryError? = nil,
    _ profile: AuditProfile = .training
  ) -> AuditCheck? {
    var machine = MachineReport()
    machine.accelerators.devices.value = cards
    machine.accelerators.libraryFailure = failure
    return Audit(of: machine, for: profile).report()[.accelerators]
  }

  private func a100(_ readiness: InstalledAccelerator.Readiness = .ready) -> InstalledAccelerator {
    var card = InstalledAccelerator(maker: .nvidia, readiness: readiness, source: "test")
    card.name.value = "NVIDIA A100-SXM4-80GB"
    card.memoryBytes.value = readiness == .ready ? 80 << 30 : nil
    return card
  }

  @Test("cards whose library does not answer never pass, and the advice is by the reason")
  func failures() {
    let mismatch = GPULibraryError.failed(function: "nvmlInit_v2", code: 18)
    let missing = GPULibraryError.notFound(library: "libnvidia-ml.so.1")
    for cards in [[], [a100(.bound), a100(.bound)]] {
      let check = check(cards, failure: mismatch)
      #expect(check?.status == .unknown)
      #expect(check?.advice?.contains("restart the machine") == true)
      #expect(check?.evidence.contains("different versions") == true)
    }
    let unread = check([a100(.bound), a100(.bound)], failure: missing)
    #expect(unread?.status == .unknown)
    #expect(unread?.advice?.contains("install NVIDIA's driver") == true)
    let none = check([], failure: missing)
    #expect(none?.status == .fail)
    #expect(none?.advice?.contains("install NVIDIA's driver") == true)
    #expect(check([], failure: mismatch, .inference)?.status == .warn)
    #expect(check([], failure: missing, .inference)?.status == .pass)
  }

  @Test("a card that is lost does not count, and is told")
  func lost() {
    let check = check([a100(), a100(.silent)])
    #expect(check?.status == .fail)
    #expect(check?.found?.contains("does not answer") == true)
    #expect(check?.advice?.contains("does not answer") == true)
    #expect(self.check([a100(), a100(), a100(.silent)])?.status == .pass)
    #expect(self.check([a100(.silent)], .inference)?.status == .warn)
  }

  @Test("a part of a card resembles one, and is no whole one")
  func parts() {
    var part = a100()
    part.isPart = true
    #expect(check([part, part])?.status == .warn)
    part.memoryBytes.value = 8 << 30
    #expect(check([part, part])?.status == .fail)
  }
}
