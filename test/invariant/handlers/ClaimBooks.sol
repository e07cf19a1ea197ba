// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IClaims} from "../../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../../contracts/assets/IReceivables.sol";
import {AssetClasses} from "../../../contracts/assets/AssetClasses.sol";
import {ClaimRegistry} from "../../../contracts/assets/ClaimRegistry.sol";
import {Receivables} from "../../../contracts/assets/Receivables.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {AssetsTest} from "../../assets/AssetsTest.sol";

/// @notice What the handlers know of the claims they made.
abstract contract ClaimBooks is AssetsTest {
    struct BookedClaim {
        uint256 id;
        uint256 amountMinor;
        uint256 paidMinor;
        uint256 paidOutMinor;
        uint256 creditedMinor;
    }

    struct BookedPledge {
        uint256 claim;
        bytes32 pledgeId;
    }

    uint256 internal constant MOST_CLAIMS = 3;
    uint256 internal constant MOST_PLEDGES = 24;

    BookedClaim[] internal _claims;
    BookedPledge[] internal _pledges;
    address[] internal _holders;
    mapping(address account => uint256 organisation) internal _organisations;

    constructor(SettlementToken token, AssetClasses classes, ClaimRegistry documents, Receivables room) {
        (eur, assetClasses, claimRegistry, receivables, classId) = (token, classes, documents, room, 1);
        uint256[6] memory organisations = [SUPPLIER, SECOND_SUPPLIER, AURUM, JADE, ARBITER, BUYER];
        for (uint256 i = 0; i < organisations.length; ++i) {
            _book(account(organisations[i]), organisations[i]);
            _book(admin(organisations[i]), organisations[i]);
        }
    }

    function claims() external view returns (BookedClaim[] memory) {
        return _claims;
    }

    function holders() external view returns (address[] memory) {
        return _holders;
    }

    /// @dev What stands pledged on an account, from the pledges themselves.
    function pledgedOn(uint256 id, address holder) external view returns (uint256 amount) {
        for (uint256 i = 0; i < _pledges.length; ++i) {
            if (_claims[_pledges[i].claim].id != id) continue;
            IClaims.Pledge memory pledge = receivables.pledgeOf(id, _pledges[i].pledgeId);
            if (pledge.holder == holder) amount += pledge.amount;
        }
    }

    function _book(address holder, uint256 organisation) private {
        _holders.push(holder);
        _organisations[holder] = organisation;
    }

    function _numbered(uint256 number) internal view returns (IReceivables.Terms memory) {
        return termsOf(string.concat("INV", Strings.toString(number + 1)));
    }

    function _attempt(address caller, bytes memory call) internal returns (bool done, bytes memory result) {
        vm.prank(caller);
        (done, result) = address(receivables).call(call);
    }

    function _someHolder(uint256 seed) internal view returns (address) {
        return _holders[seed % _holders.length];
    }
}
