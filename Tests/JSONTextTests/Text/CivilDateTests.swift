import JSONText
import Testing

struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017),
        (2026, 1, 15, 20_468),
        (9999, 12, 31, 2_932_896), (0, 3, 1, -719_468), (0, 2, 29, -719_469),
    ])
    func `a day and its number say the same`(_ year: Int, _ month: Int, _ day: Int, _ number: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date?.daysSince1970 == number)
        #expect(date == CivilDate(daysSince1970: number))
    }

    @Test func `each day follows the one before`() {
        var before = CivilDate(daysSince1970: -146_098)
        for number in -146_097...146_097 {
            let date = CivilDate(daysSince1970: number)
            let isNext =
                (date.year, date.month, date.day) == (before.year, before.month, before.day + 1)
                || date.day == 1
            #expect(isNext && date.daysSince1970 == number, "\(number)")
            before = date
        }
    }

    @Test(arguments: [(2026, 0, 1), (2026, 13, 1), (2026, 4, 31), (2026, 1, 0), (2025, 2, 29), (1900, 2, 29)])
    func `a day that is in no calendar is none`(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test func `a day beyond its month is counted on`() {
        #expect(CivilDate.daysSince1970(year: 1970, month: 1, day: 32) == 31)
    }
}
