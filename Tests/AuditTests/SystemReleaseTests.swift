import Machine
import Testing

@testable import Audit

@Suite("Releases of systems")
struct SystemReleaseTests {
  private func status(
    _ id: String, _ release: String?, _ name: String, on day: String
  ) throws -> AuditCheck.Status? {
    var machine = MachineReport()
    machine.host.systemID.value = id
    machine.host.systemRelease.value = release
    machine.host.systemName.value = name
    let today = try #require(CalendarDay(day))
    return Audit(of: machine, for: .training, today: today).report()[.operatingSystem]?.status
  }

  @Test("a release passes until its last day, and warns from the next on")
  func ends() throws {
    #expect(try status("centos", "9", "CentOS Stream 9", on: "2027-05-31") == .pass)
    #expect(try status("centos", "9", "CentOS Stream 9", on: "2027-06-01") == .warn)
    #expect(try status("centos", "8", "CentOS Linux 8", on: "2021-12-31") == .pass)
    #expect(try status("centos", "8", "CentOS Linux 8", on: "2022-01-01") == .warn)
    #expect(try status("debian", "8", "Debian GNU/Linux 8 (jessie)", on: "2026-01-01") == .warn)
    #expect(try status("debian", "12", "Debian GNU/Linux 12", on: "2028-06-30") == .pass)
    #expect(try status("rhel", "8.10", "Red Hat Enterprise Linux 8.10", on: "2026-01-01") == .pass)
    #expect(try status("amzn", "2", "Amazon Linux 2", on: "2026-07-01") == .warn)
    #expect(try status("amzn", "2023", "Amazon Linux 2023", on: "2026-07-01") == .pass)
    #expect(try status("alpine", "3.20.3", "Alpine Linux v3.20", on: "2026-04-02") == .warn)
    #expect(try status("opensuse-leap", "15.6", "openSUSE Leap 15.6", on: "2026-04-30") == .pass)
    #expect(try status("sles", "15.5", "SLES 15 SP5", on: "2025-01-01") == .warn)
    #expect(try status("ubuntu", "22.04", "Ubuntu 22.04.4 LTS", on: "2026-01-01") == .pass)
    #expect(try status("ubuntu", "18.04", "Ubuntu 18.04.6 LTS", on: "2026-01-01") == .warn)
  }

  @Test("what changes all the time, is not released, or is supported for a year warns")
  func moving() throws {
    let day = "2026-01-01"
    #expect(try status("debian", nil, "Debian GNU/Linux forky/sid", on: day) == .warn)
    #expect(try status("arch", nil, "Arch Linux", on: day) == .warn)
    #expect(try status("alpine", "3.24.0_alpha20260101", "Alpine Linux edge", on: day) == .warn)
    #expect(try status("rhel", "10.1", "Red Hat Enterprise Linux 10.1 Beta", on: day) == .warn)
    #expect(try status("fedora", "43", "Fedora Linux 43", on: day) == .warn)
    #expect(try status("ubuntu", "25.10", "Ubuntu 25.10", on: day) == .warn)
    #expect(
      try status("ubuntu", "26.04", "Ubuntu Resolute (development branch)", on: day) == .warn)
  }

  @Test("releases older than the table have ended; newer ones, and other systems, are left open")
  func outside() throws {
    let day = "2026-01-01"
    #expect(try status("debian", "6", "Debian GNU/Linux 6", on: day) == .warn)
    #expect(try status("ubuntu", "19.10", "Ubuntu 19.10", on: day) == .warn)
    #expect(try status("opensuse-leap", "42.3", "openSUSE Leap 42.3", on: day) == .warn)
    #expect(try status("sles", "15", "SUSE Linux Enterprise Server 15", on: day) == .warn)
    #expect(try status("debian", "99", "Debian GNU/Linux 99", on: day) == .unknown)
    #expect(try status("opensuse-leap", "16.9", "openSUSE Leap 16.9", on: day) == .unknown)
    #expect(try status("debian", nil, "Debian GNU/Linux", on: day) == .unknown)
    #expect(try status("debian", "x", "Debian GNU/Linux", on: day) == .unknown)
    #expect(try status("homemade", "1", "Homemade 1", on: day) == .unknown)
  }

  @Test("every day of the table is a day")
  func table() {
    for (id, rows) in SystemRelease.ends {
      #expect(rows.allSatisfy { CalendarDay($0.end) != nil }, "\(id)")
    }
  }
}

@Suite("CalendarDay")
struct CalendarDayTests {
  @Test("days are read and written as in ISO 8601, and nothing else is")
  func text() {
    #expect(CalendarDay("2024-02-29")?.description == "2024-02-29")
    #expect(CalendarDay("0001-01-01")?.description == "0001-01-01")
    for text in [
      "", "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "24-04-01", "2024-4-1",
      "2024-04-01-", "+024-01-01", "2024/01/01", "٢٠٢٤-٠١-٠١",
    ] {
      #expect(CalendarDay(text) == nil, "\(text)")
    }
  }

  @Test("seconds since 1970 are days in Greenwich, leap years counted")
  func seconds() {
    #expect(CalendarDay(secondsSince1970: 0) == CalendarDay("1970-01-01"))
    #expect(CalendarDay(secondsSince1970: 951_782_399) == CalendarDay("2000-02-28"))
    #expect(CalendarDay(secondsSince1970: 951_782_400) == CalendarDay("2000-02-29"))
    #expect(CalendarDay(secondsSince1970: 1_798_761_599) == CalendarDay("2026-12-31"))
    #expect(CalendarDay(secondsSince1970: -1) == nil)
    #expect(CalendarDay(secondsSince1970: .max) == nil)
  }
}
