// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {INettingCycle} from "../../contracts/payments/INettingCycle.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {NettingCycle} from "../../contracts/payments/NettingCycle.sol";
import {
    COUNTER,
    CREDITOR_OFFSET,
    CURRENCY_OFFSET,
    FLAGS_OFFSET,
    LINKED,
    Obligation,
    PRIORITY_OFFSET
} from "../../contracts/payments/Obligation.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice The base of the tests of netting: A, B and C take part and have money in EUR and CNY; the queue of the open cycle is
/// kept here as it was chained, so that it can be sent as it is or tampered with.
abstract contract NettingTest is PaymentsTest {
    uint256 internal constant A = BUYER;
    uint256 internal constant B = SUPPLIER;
    uint256 internal constant C = SECOND_SUPPLIER;

    uint8 internal constant EUR = 0;
    uint8 internal constant CNY = 1;

    uint32 internal constant PERIOD = 1 days;
    uint32 internal constant PROPOSALS = 600;
    uint32 internal constant TURN = 300;
    uint16 internal constant LIFETIME = 3;

    uint256 internal constant HIGH = 1;
    uint256 internal constant URGENT = 2;

    bytes32 internal constant BATCH = keccak256("batch of the day");

    NettingCycle internal netting;
    /// @dev The queue to be settled next.
    INettingCycle.Lot[] internal queue;
    /// @dev Lots of the cycle after it.
    INettingCycle.Lot[] internal later;

    function foundNetting() internal {
        foundPayments();
        netting = newNetting(schedule());
        admitCustodian(eur, address(netting));
        admitCustodian(cny, address(netting));
        uint256[3] memory members = [A, B, C];
        for (uint256 i = 0; i < members.length; ++i) {
            vm.prank(account(members[i]));
            netting.join();
            allow(eur, account(members[i]), address(netting));
            allow(cny, account(members[i]), address(netting));
        }
    }

    function schedule() internal pure returns (INettingCycle.Schedule memory) {
        return INettingCycle.Schedule(PERIOD, 16 hours, PROPOSALS, TURN, LIFETIME);
    }

    function newNetting(INettingCycle.Schedule memory timing) internal returns (NettingCycle) {
        INettingCycle.Currency[] memory list = new INettingCycle.Currency[](2);
        list[EUR] = INettingCycle.Currency(ISettlementToken(address(eur)), 8);
        list[CNY] = INettingCycle.Currency(ISettlementToken(address(cny)), 1);
        return NettingCycle(deployed("NettingCycle", abi.encode(registry, list, timing)));
    }

    /* Money */

    function deposit(uint256 member, uint8 currency, uint96 amountMinor) internal {
        vm.prank(account(member));
        netting.deposit(currency, amountMinor);
    }

    function balanceOf(uint256 member, uint8 currency) internal view returns (int256) {
        return netting.positionOf(org(member), currency).balanceMinor;
    }

    function assertBalance(
        uint256 member,
        uint8 currency,
        int256 expected,
        string memory what
    ) internal view {
        assertEq(uint256(balanceOf(member, currency)), uint256(expected), what);
    }

    /* Obligations */

    function owes(uint256 creditor, uint96 amountMinor) internal pure returns (Obligation) {
        return owes(creditor, amountMinor, EUR, 0, 0);
    }

    function owes(uint256 creditor, uint96 amountMinor, uint256 flags) internal pure returns (Obligation) {
        return owes(creditor, amountMinor, EUR, 0, flags);
    }

    function owes(
        uint256 creditor,
        uint96 amountMinor,
        uint256 currency,
        uint256 priority,
        uint256 flags
    ) internal pure returns (Obligation) {
        return
            Obligation.wrap(
                uint256(amountMinor) |
                    (creditor << CREDITOR_OFFSET) |
                    (currency << CURRENCY_OFFSET) |
                    (priority << PRIORITY_OFFSET) |
                    (flags << FLAGS_OFFSET)
            );
    }

    function batch(Obligation first) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = Obligation.unwrap(first);
    }

    function batch(Obligation first, Obligation second) internal pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (Obligation.unwrap(first), Obligation.unwrap(second));
    }

    function batch(
        Obligation first,
        Obligation second,
        Obligation third
    ) internal pure returns (uint256[] memory list) {
        list = new uint256[](3);
        (list[0], list[1]) = (Obligation.unwrap(first), Obligation.unwrap(second));
        list[2] = Obligation.unwrap(third);
    }

    /// @dev Payment versus payment: the debtor gives EUR to `other`, which gives CNY.
    function swap(
        uint256 debtor,
        uint256 other,
        uint96 gives,
        uint96 gets
    ) internal pure returns (uint256[] memory) {
        return batch(owes(other, gives, EUR, 0, LINKED), owes(debtor, gets, CNY, 0, COUNTER));
    }

    function submit(uint256 debtor, uint256[] memory list) internal returns (uint40 firstId) {
        vm.prank(account(debtor));
        firstId = netting.submit(BATCH, list, "");
        _note(queue, org(debtor), list);
    }

    /// @dev Submits to the cycle after the one that waits.
    function submitLater(uint256 debtor, uint256[] memory list) internal returns (uint40 firstId) {
        vm.prank(account(debtor));
        firstId = netting.submit(BATCH, list, "");
        _note(later, org(debtor), list);
    }

    function annex() internal pure returns (bytes32) {
        return keccak256(abi.encode(BATCH, keccak256("")));
    }

    function ids(uint256 id) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = id;
    }

    function hold(uint256 member, uint256 id) internal {
        vm.prank(account(member));
        netting.hold(ids(id));
    }

    function release(uint256 member, uint256 id) internal {
        vm.prank(account(member));
        netting.release(ids(id));
    }

    function cancel(uint256 member, uint256 id) internal {
        vm.prank(account(member));
        netting.cancel(ids(id));
    }

    /* Settling */

    function passCutOff() internal {
        vm.warp(netting.cycleOf(netting.openCycle()).cutOffAt);
    }

    function passProposals() internal {
        passCutOff();
        skipSeconds(PROPOSALS);
    }

    /// @dev The lots of the queue, with nothing taken.
    function lots() internal view returns (INettingCycle.Lot[] memory list) {
        list = new INettingCycle.Lot[](queue.length);
        for (uint256 i = 0; i < list.length; ++i) list[i] = queue[i];
    }

    function taking(uint256 first) internal view returns (INettingCycle.Lot[] memory list) {
        list = lots();
        list[0].taken = first;
    }

    function taking(uint256 first, uint256 second) internal view returns (INettingCycle.Lot[] memory list) {
        list = taking(first);
        list[1].taken = second;
    }

    function taking(
        uint256 first,
        uint256 second,
        uint256 third
    ) internal view returns (INettingCycle.Lot[] memory list) {
        list = taking(first, second);
        list[2].taken = third;
    }

    function part(uint256 id, uint96 partMinor) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = (id << 96) | partMinor;
    }

    function none() internal pure returns (uint256[] memory) {
        return new uint256[](0);
    }

    function pending() internal view returns (uint32) {
        return netting.settledCycles() + 1;
    }

    function settle(INettingCycle.Lot[] memory list) internal {
        settle(list, none());
    }

    function settle(INettingCycle.Lot[] memory list, uint256[] memory parts) internal {
        netting.settle(pending(), 0, list, parts, true);
    }

    /// @dev What the cycle left, one lot, comes before what was submitted meanwhile.
    function carried(uint256[] memory list) internal {
        delete queue;
        _note(queue, OrgId.wrap(0), list);
        for (uint256 i = 0; i < later.length; ++i) queue.push(later[i]);
        delete later;
    }

    function stamp(uint256 word, uint256 debtor, uint256 id) internal pure returns (Obligation) {
        return stamp(Obligation.wrap(word), debtor, id);
    }

    /// @dev Head of the chain of what is carried over.
    function chained(uint256[] memory list) internal pure returns (bytes32 chain) {
        for (uint256 i = 0; i < list.length; ++i) chain = keccak256(abi.encode(chain, list[i]));
    }

    function stamp(Obligation obligation, uint256 debtor, uint256 id) internal pure returns (Obligation) {
        return obligation.stamped(org(debtor), id);
    }

    function _note(INettingCycle.Lot[] storage list, OrgId debtor, uint256[] memory obligations) private {
        INettingCycle.Lot storage lot = list.push();
        lot.debtor = debtor;
        if (!debtor.isNone()) lot.annex = annex();
        for (uint256 i = 0; i < obligations.length; ++i) lot.obligations.push(obligations[i]);
    }
}
