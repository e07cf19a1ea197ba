// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {INettingCycle} from "../../contracts/payments/INettingCycle.sol";
import {NettingTest} from "../payments/NettingTest.sol";
import {NettingActs} from "./handlers/NettingActs.sol";

/// @notice Everything that anyone may try on netting.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract NettingHandler is NettingActs {
    constructor() {
        foundNetting();
        for (uint256 member = FIRST; member <= LAST; ++member) {
            fund(eur, account(member), 1e12);
            fund(cny, account(member), 1e12);
            allow(eur, account(member), address(netting));
            allow(cny, account(member), address(netting));
            deposit(member, EUR, 1000);
            deposit(member, CNY, 1000);
        }
    }

    function cycles() external view returns (INettingCycle) {
        return netting;
    }

    function held(uint8 currency) external view returns (uint256) {
        return (currency == EUR ? eur : cny).balanceOf(address(netting));
    }
}

/// @notice The invariants of netting, see README.md.
contract NettingInvariants is NettingTest {
    uint256 private constant FIRST = 2;
    uint256 private constant LAST = 7;

    NettingHandler private handler;
    INettingCycle private cycles;

    function setUp() public {
        handler = new NettingHandler();
        cycles = handler.cycles();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_NettedMoney() public view {
        for (uint8 currency = EUR; currency <= CNY; ++currency) {
            int256 balances = 0;
            int256 floors = 0;
            for (uint256 member = FIRST; member <= LAST; ++member) {
                INettingCycle.Position memory position = cycles.positionOf(org(member), currency);
                assertTrue(position.balanceMinor >= position.floorMinor, "below the floor");
                balances += position.balanceMinor;
                floors += position.floorMinor;
            }
            assertEq(uint256(balances), handler.held(currency), "sum of balances");
            assertEq(uint256(floors), 0, "sum of floors");
        }
    }

    function invariant_Lines() public view {
        for (uint8 currency = EUR; currency <= CNY; ++currency) {
            for (uint256 member = FIRST; member <= LAST; ++member) {
                int256 floor = 0;
                for (uint256 other = FIRST; other <= LAST; ++other) {
                    floor += int256(cycles.lineOf(org(member), org(other), currency));
                    floor -= int256(cycles.lineOf(org(other), org(member), currency));
                }
                int256 actual = cycles.positionOf(org(member), currency).floorMinor;
                assertEq(uint256(actual), uint256(floor), "lines granted less lines received");
            }
        }
    }

    function invariant_Queue() public view {
        uint32 next = cycles.settledCycles() + 1;
        (bytes32 chain, uint256 count) = handler.leftBooked();
        assertEq(cycles.cycleOf(next).carried, chain, "carried over");
        assertEq(cycles.cycleOf(next).carriedCount, count, "number carried over");
        for (uint32 cycle = next; cycle <= cycles.openCycle(); ++cycle) {
            (chain, count) = handler.submittedBooked(cycle);
            assertEq(cycles.cycleOf(cycle).submitted, chain, "submitted");
            assertEq(cycles.cycleOf(cycle).submittedCount, count, "number submitted");
        }
    }

    function invariant_Paid() public view {
        for (uint256 id = 1; id <= handler.obligationCount(); ++id) {
            (uint256 amountMinor, uint256 paidMinor, bool divisible) = handler.obligationOf(id);
            assertTrue(paidMinor <= amountMinor, "paid more than is owed");
            assertTrue(divisible || paidMinor == 0 || paidMinor == amountMinor, "an indivisible one in part");
        }
    }

    function invariant_Pending() public view {
        uint32 pending = cycles.pendingCycle();
        assertTrue(pending == 0 || pending == cycles.settledCycles() + 1, "one after the other");
        assertTrue(cycles.openCycle() > cycles.settledCycles(), "a cycle is open");
    }
}
