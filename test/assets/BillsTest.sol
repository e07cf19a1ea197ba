// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {Bills} from "../../contracts/assets/Bills.sol";
import {ClaimRegistry} from "../../contracts/assets/ClaimRegistry.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {PaymentsTest} from "../payments/PaymentsTest.sol";

/// @notice The base of the tests of bills. The supplier draws on the buyer to its own order; the second supplier, the
/// operator of the alliance and the two banks are there to pass lots on.
abstract contract BillsTest is PaymentsTest {
    uint96 internal constant AMOUNT = 120_000_00;
    uint40 internal constant MATURITY = OPENING + 90 days;
    uint40 internal constant DEADLINE = MATURITY + 3 days - 1;
    bytes32 internal constant EVIDENCE = keccak256("the notary's record");

    Bills internal bills;
    ClaimRegistry internal claimRegistry;

    function foundBills() internal {
        foundPayments();
        claimRegistry = ClaimRegistry(deployed("ClaimRegistry", abi.encode(directory)));
        bills = Bills(deployed("Bills", abi.encode(registry, directory, claimRegistry)));
        list("claimRegistry", address(claimRegistry));
        list("bills", address(bills));
        list("token:EUR:2", address(eur));
        uint256[4] memory payers = [BUYER, SUPPLIER, SECOND_SUPPLIER, OPERATOR];
        for (uint256 i = 0; i < payers.length; ++i) allow(eur, account(payers[i]), address(bills));
        fund(eur, account(OPERATOR), FUNDS);
        fund(eur, account(AURUM), FUNDS);
        fund(eur, account(JADE), FUNDS);
        allow(eur, account(AURUM), address(bills));
        allow(eur, account(JADE), address(bills));
    }

    function list(bytes32 name, address target) internal {
        vm.prank(address(timelock));
        directory.set(name, target);
    }

    /* Bills */

    function terms() internal view returns (IBills.BillTerms memory) {
        return
            IBills.BillTerms(
                org(BUYER),
                account(SUPPLIER),
                eur,
                AMOUNT,
                MATURITY,
                DEADLINE,
                "Singapore, Asia/Singapore"
            );
    }

    function invoice(string memory number) internal pure returns (IClaimRegistry.Document memory) {
        return
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Invoice, org(SUPPLIER), org(BUYER), number);
    }

    function draw(string memory number) internal returns (uint256 billId) {
        vm.prank(account(SUPPLIER));
        return bills.draw(terms(), invoice(number));
    }

    function accept(uint256 billId) internal {
        vm.prank(account(BUYER));
        bills.accept(billId);
    }

    function drawAndAccept() internal returns (uint256 billId) {
        billId = draw("INV1");
        accept(billId);
    }

    function lotId(uint256 billId, uint256 number) internal pure returns (uint256) {
        return (billId << 32) | number;
    }

    /* Acts of an organisation's operator */

    function endorse(
        uint256 from,
        uint256 lot,
        uint256 to,
        uint96 amountMinor,
        bool withRecourse
    ) internal returns (uint256) {
        vm.prank(account(from));
        return bills.endorse(lot, account(to), amountMinor, withRecourse);
    }

    /// @dev The whole lot, with recourse.
    function endorse(uint256 from, uint256 lot, uint256 to) internal {
        endorse(from, lot, to, bills.lotOf(lot).amountMinor, true);
    }

    function present(uint256 lot) internal {
        vm.prank(account(ARBITER));
        bills.present(only(lot));
    }

    function pay(uint256 payer, uint256 lot, uint96 amountMinor) internal {
        IBills.LotPayment[] memory payments = new IBills.LotPayment[](1);
        payments[0] = IBills.LotPayment(lot, amountMinor);
        vm.prank(account(payer));
        bills.pay(payments);
    }

    function collect(uint256 creditor, uint256 lot) internal {
        vm.prank(account(creditor));
        bills.collect(only(lot));
    }

    function protest(uint256 creditor, uint256 lot) internal {
        vm.prank(account(creditor));
        bills.protest(lot, EVIDENCE);
    }

    function callRecourse(uint256 creditor, uint256 lot) internal {
        vm.prank(account(creditor));
        bills.callRecourse(lot);
    }

    function honour(uint256 payer, uint256 lot) internal {
        vm.prank(account(payer));
        bills.honourRecourse(lot);
    }

    /// @dev Presents a lot in time and lets the time to present pass.
    function dishonour(uint256 lot) internal {
        vm.warp(MATURITY);
        present(lot);
        vm.warp(DEADLINE + 1);
    }

    function only(uint256 lot) internal pure returns (uint256[] memory one) {
        one = new uint256[](1);
        one[0] = lot;
    }

    /* Expectations */

    function assertHolder(uint256 lot, uint256 organisation, uint256 amountMinor) internal view {
        IBills.Lot memory found = bills.lotOf(lot);
        assertEq(OrgId.unwrap(found.holder), organisation, "holder");
        assertEq(found.account, account(organisation), "account");
        assertEq(found.amountMinor, amountMinor, "amount");
    }

    /// @dev `expected` has one number per endorsement: that of the endorser, and 100 more if it was without recourse.
    function assertEndorsements(uint256 lot, uint256[] memory expected) internal view {
        IBills.Endorsement[] memory found = bills.endorsementsOf(lot);
        assertEq(found.length, expected.length, "endorsements");
        for (uint256 i = 0; i < found.length; ++i) {
            uint256 code = OrgId.unwrap(found[i].endorser) + (found[i].withRecourse ? 0 : 100);
            assertEq(code, expected[i], "endorser");
        }
    }

    function chain(uint256 a) internal pure returns (uint256[] memory list_) {
        list_ = new uint256[](1);
        list_[0] = a;
    }

    function chain(uint256 a, uint256 b) internal pure returns (uint256[] memory list_) {
        list_ = new uint256[](2);
        (list_[0], list_[1]) = (a, b);
    }

    function chain(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory list_) {
        list_ = new uint256[](3);
        (list_[0], list_[1], list_[2]) = (a, b, c);
    }
}
