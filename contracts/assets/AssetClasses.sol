// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {IAssetClasses} from "./IAssetClasses.sol";
import {ListedMoney} from "./ListedMoney.sol";

/// @title AssetClasses
/// @notice The programmes under which claims are issued, see `IAssetClasses`.
contract AssetClasses is IAssetClasses, MemberGated {
    /// @notice Names the money of the alliance; fixed at deployment.
    IDirectory public immutable directory;

    /// @inheritdoc IAssetClasses
    uint32 public classCount;

    mapping(uint32 classId => AssetClass class) private _classes;
    mapping(OrgId sponsor => mapping(bytes32 rulesDigest => uint32 classId)) private _released;

    constructor(IMembership membership_, IDirectory directory_) MemberGated(membership_) {
        directory = directory_;
    }

    /// @inheritdoc IAssetClasses
    function releaseClass(ClassRules calldata rules) external returns (uint32 classId) {
        OrgId sponsor = _callingMember();
        if (rules.rulesDigest == 0) revert Classes_NoRules();
        uint32 earlier = _released[sponsor][rules.rulesDigest];
        if (earlier != 0) revert Classes_AlreadyReleased(sponsor, rules.rulesDigest, earlier);
        if (rules.token != address(0) && !ListedMoney.isListed(directory, ISettlementToken(rules.token)))
            revert Classes_UnlistedToken(rules.token);
        classId = ++classCount;
        _released[sponsor][rules.rulesDigest] = classId;
        _classes[classId] = AssetClass(rules, sponsor, false);
        emit ClassReleased(classId, sponsor, rules.rulesDigest, rules);
    }

    /// @inheritdoc IAssetClasses
    function closeClass(uint32 classId) external {
        OrgId caller = _callingMember();
        AssetClass storage class = _requireClass(classId);
        if (class.sponsor != caller) revert Classes_NotSponsor(classId, caller, class.sponsor);
        if (class.closed) revert Classes_Closed(classId);
        class.closed = true;
        emit ClassClosed(classId, caller);
    }

    /// @inheritdoc IAssetClasses
    function classOf(uint32 classId) external view returns (AssetClass memory) {
        return _requireClass(classId);
    }

    /// @inheritdoc IAssetClasses
    function requireIssuable(uint32 classId, OrgId issuer) external view returns (ClassRules memory) {
        AssetClass memory class = _requireClass(classId);
        if (class.closed) revert Classes_Closed(classId);
        uint16 capabilities = class.rules.issuerCapabilities;
        if (!_hasOneOf(issuer, capabilities)) revert Classes_MayNotIssue(classId, issuer, capabilities);
        return class.rules;
    }

    /// @inheritdoc IAssetClasses
    function requireHolder(uint32 classId, OrgId holder) external view {
        uint16 capabilities = _requireClass(classId).rules.holderCapabilities;
        if (!_hasOneOf(holder, capabilities)) revert Classes_MayNotHold(classId, holder, capabilities);
    }

    /// @inheritdoc IAssetClasses
    function paymentOf(uint32 classId) external view returns (address token, uint32 graceSeconds) {
        ClassRules storage rules = _requireClass(classId).rules;
        return (rules.token, rules.graceSeconds);
    }

    /// @inheritdoc IAssetClasses
    function classByRules(OrgId sponsor, bytes32 rulesDigest) external view returns (uint32) {
        return _released[sponsor][rulesDigest];
    }

    function _hasOneOf(OrgId orgId, uint16 capabilities) private view returns (bool) {
        return capabilities == 0 || membership.capabilitiesOf(orgId) & capabilities != 0;
    }

    function _requireClass(uint32 classId) private view returns (AssetClass storage class) {
        class = _classes[classId];
        if (class.sponsor.isNone()) revert Classes_Unknown(classId);
    }
}
