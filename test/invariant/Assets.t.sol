// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AssetClasses} from "../../contracts/assets/AssetClasses.sol";
import {ClaimRegistry} from "../../contracts/assets/ClaimRegistry.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {Receivables} from "../../contracts/assets/Receivables.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {AssetsTest} from "../assets/AssetsTest.sol";
import {ClaimActs} from "./handlers/ClaimActs.sol";
import {ClaimBooks} from "./handlers/ClaimBooks.sol";

/// @notice Everything that anyone may try on receivables.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract AssetsHandler is ClaimActs {
    constructor(
        SettlementToken token,
        AssetClasses classes,
        ClaimRegistry documents,
        Receivables room
    ) ClaimBooks(token, classes, documents, room) {}
}

/// @notice The invariants of the assets room, see README.md; some are checked by the handlers themselves.
contract AssetsInvariants is AssetsTest {
    AssetsHandler private handler;

    function setUp() public {
        foundAssets();
        handler = new AssetsHandler(eur, assetClasses, claimRegistry, receivables);
        allow(eur, account(BUYER), address(receivables));
        allow(eur, account(SUPPLIER), address(receivables));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Units() public view {
        ClaimBooks.BookedClaim[] memory claims = handler.claims();
        address[] memory holders = handler.holders();
        for (uint256 i = 0; i < claims.length; ++i) {
            uint256 sum = 0;
            for (uint256 j = 0; j < holders.length; ++j) {
                sum += receivables.balanceOf(holders[j], claims[i].id);
            }
            assertEq(sum, receivables.receivableOf(claims[i].id).faceMinor, "units");
        }
    }

    function invariant_Pledges() public view {
        ClaimBooks.BookedClaim[] memory claims = handler.claims();
        address[] memory holders = handler.holders();
        for (uint256 i = 0; i < claims.length; ++i) {
            for (uint256 j = 0; j < holders.length; ++j) {
                IClaims.Holding memory holding = receivables.holdingOf(claims[i].id, holders[j]);
                assertEq(holding.pledged, handler.pledgedOn(claims[i].id, holders[j]), "pledged");
                assertTrue(uint256(holding.pledged) + holding.frozen <= holding.amount, "covered");
            }
        }
    }

    function invariant_Money() public view {
        ClaimBooks.BookedClaim[] memory claims = handler.claims();
        uint256 here = 0;
        for (uint256 i = 0; i < claims.length; ++i) {
            IReceivables.Receivable memory claim = receivables.receivableOf(claims[i].id);
            uint256 waiting = claim.paidMinor - claim.paidOutMinor;
            assertEq(claims[i].paidMinor - claims[i].paidOutMinor, waiting, "money that waits");
            assertEq(
                claims[i].amountMinor - claims[i].paidMinor - claims[i].creditedMinor,
                claim.faceMinor - claim.paidMinor,
                "money due"
            );
            here += waiting;
        }
        assertEq(eur.balanceOf(address(receivables)), here, "money here");
    }

    function invariant_Paid() public view {
        ClaimBooks.BookedClaim[] memory claims = handler.claims();
        for (uint256 i = 0; i < claims.length; ++i) {
            bool settled = claims[i].paidMinor + claims[i].creditedMinor == claims[i].amountMinor;
            IReceivables.Status status = receivables.statusOf(claims[i].id);
            bool closed = status == IReceivables.Status.Paid || status == IReceivables.Status.Credited;
            assertTrue(settled == closed, "paid or credited in full");
            if (status == IReceivables.Status.Paid) _assertAllGetTheirs(claims[i].id);
        }
    }

    /// @dev Of a paid claim, every free unit is due what it has not received.
    function _assertAllGetTheirs(uint256 id) private view {
        address[] memory holders = handler.holders();
        for (uint256 i = 0; i < holders.length; ++i) {
            if (receivables.getFrozenTokens(holders[i], id) != 0) continue;
            assertEq(receivables.dueTo(id, holders[i]), receivables.unpaidOf(id, holders[i]), "due");
        }
    }
}
